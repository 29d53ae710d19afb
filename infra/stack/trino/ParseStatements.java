import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads statements from stdin, a NUL after each, and writes a line for each: the kind of statement that Trino's parser takes it
 * for, or `error` and why it takes it for none.
 */
public final class ParseStatements {
    public static void main(String[] arguments) throws Exception {
        String input = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        SqlParser parser = new SqlParser();
        for (String statement : input.split("\0")) {
            try {
                out.println(parser.createStatement(statement).getClass().getSimpleName());
            } catch (ParsingException refused) {
                out.println("error " + refused.getMessage().replaceAll("\\s+", " "));
            }
        }
    }
}
