import { Command, Option } from 'commander';
import { ROLES } from '@dataforge/access';
import { ALERT_STATES, SEVERITIES } from '@dataforge/alerts';
import type { Products } from '@dataforge/products';
import { EXPORT_FORMATS } from '@dataforge/query';
import { ENGINES, PROFILES } from '../config/settings.ts';
import { acknowledge, alerts } from './alerts.ts';
import { time, wholeNumber } from './arguments.ts';
import { catalogueLanding, printViews } from './catalogue.ts';
import { doctor } from './doctor.ts';
import { EXIT } from './exit.ts';
import { ledger } from './ledger.ts';
import { prepare } from './prepare.ts';
import { query } from './query.ts';
import { send } from './send.ts';
import { printSignInLink } from './signin.ts';
import { status } from './status.ts';
import { printToken, type TokenOptions } from './token.ts';
import { trace } from './trace.ts';
import { up, type UpOptions } from './up.ts';

const HELP = `
Exit codes: ${EXIT.ok} done, ${EXIT.failed} failed, ${EXIT.usage} wrong usage or settings, ${EXIT.unreachable} no server answers, ${EXIT.notAllowed} not allowed.

Examples:
  npx --no dataforge up
  npx --no dataforge send readings.ndjson
  npx --no dataforge ledger --by minute --product telemetry
  npx --no dataforge trace --product telemetry --partition 1 --position 88214
  npx --no dataforge query telemetry.device_minutes --param device=machine-temperature --param from=$(date -u +%FT00:00:00Z) --param to=$(date -u +%FT23:59:59Z)
  npx --no dataforge query --sql 'SELECT device, SUM(count) FROM gold.telemetry_device_hours GROUP BY device' --format parquet --output devices.parquet
  TOKEN=$(npx --no dataforge token --role producer)`;

/** 30 days. */
const MOST_TOKEN_SECONDS = 30 * 86_400;

const url = () => new Option('--url <url>', 'the server; default: the one that runs on the data directory');
const json = () => new Option('--json', 'print JSON');
const collect = (value: string, held: readonly string[]): readonly string[] => [...held, value];

/** The command line. */
export function program(products: Products): Command {
  const root = new Command('dataforge')
    .description('A streaming lakehouse: accepted, accounted, refined, served.')
    .addHelpText('after', HELP)
    // Else a command would take the options of a command below it for its own.
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError('(--help says what there is)');
  root
    .command('up')
    .description('start the server (the same as npm start)')
    .addOption(new Option('--profile <profile>', 'what stands behind it').choices(PROFILES))
    .addOption(new Option('--engine <engine>', 'what refines and answers queries').choices(ENGINES))
    .action((options: UpOptions) => up(products, options));
  root
    .command('send <file>')
    .description('send CloudEvents: one a line, or a JSON array; - reads stdin')
    .addOption(url())
    .addOption(json())
    .action((file: string, options: { url?: string; json?: boolean }) => send(file, options));
  addAccess(root);
  root
    .command('ledger')
    .description('where every accepted record is')
    .addOption(new Option('--by <unit>', 'a line per append minute').choices(['minute']))
    .option('--product <name>', 'one product')
    .addOption(new Option('--stage <stage>', 'one stage').choices(['land', 'refine']))
    .option('--from <time>', 'append minutes from here on (with --by minute)', time)
    .option('--to <time>', 'append minutes before this (with --by minute)', time)
    .option('--limit <lines>', 'how many lines to print at the most', wholeNumber(1), 200)
    .addOption(url())
    .addOption(json())
    .action(ledger);
  addTrace(root);
  root
    .command('query [name]')
    .description('run a named query, or SQL of your own over gold')
    .option('--sql <statement>', 'one SELECT over gold.<table>, instead of a name')
    .option('--param <name=value>', 'a parameter; may be repeated', collect, [])
    .option('--limit <rows>', 'how many rows; default: 1000, or all that a file may hold', wholeNumber(1))
    .addOption(new Option('--format <format>', 'a file of all rows').choices(EXPORT_FORMATS))
    .option('--csv', 'short for --format csv')
    .option('--output <file>', 'where the file goes; default: stdout')
    .addOption(url())
    .addOption(json())
    .action(query);
  root
    .command('prepare')
    .description('make what the profile stack and the Lambdas need on the stack of this machine')
    .option('--prefix <prefix>', 'in front of the names of stacks and parameters', 'dataforge')
    .action((options: { prefix: string }) => prepare(products, options));
  addCatalogue(root, products);
  root
    .command('status')
    .description('whether the server is well, and what is in flight')
    .addOption(url())
    .addOption(json())
    .action(status);
  root
    .command('doctor')
    .description('check this machine, the settings and the server')
    .addOption(url())
    .addOption(json())
    .action(doctor);
  addAlerts(root);
  for (const command of root.commands.flatMap((own) => [own, ...own.commands]))
    command.exitOverride().showHelpAfterError('(--help says what there is)');
  return root;
}

/** What lets programs and browsers in. */
function addAccess(root: Command): void {
  root
    .command('token')
    .description('print a bearer token of the built-in issuer')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--subject <name>', 'whom it names', 'cli')
    .option('--ttl <seconds>', 'how long it is good for', wholeNumber(1, MOST_TOKEN_SECONDS), 86_400)
    .addOption(json())
    .action((options: TokenOptions) => printToken(options));
  root
    .command('signin')
    .description('print a link that signs a browser in, once')
    .addOption(new Option('--role <role>', 'what it may do').choices(ROLES).makeOptionMandatory())
    .option('--subject <name>', 'whom it names', 'local')
    .addOption(url())
    .action(printSignInLink);
}

function addCatalogue(root: Command, products: Products): void {
  const catalogue = root
    .command('catalogue')
    .enablePositionalOptions()
    .description("what AWS's engines look tables up in, from the contracts and models");
  catalogue
    .command('landing')
    .description('make or change the tables over landing in Glue')
    .option('--database <name>', 'of the tables', 'dataforge_landing')
    .action((options: { database: string }) => catalogueLanding(products, options));
  catalogue
    .command('views')
    .description("print the statements of Athena's views over gold")
    .requiredOption('--views <database>', 'of the views')
    .requiredOption('--tables <database>', "of gold's tables")
    .action((options: { views: string; tables: string }) => printViews(products, options));
}

function addAlerts(root: Command): void {
  const listing = root
    .command('alerts')
    .enablePositionalOptions()
    .description('broken promises about the data: what is open, unless another state is named')
    .addOption(new Option('--state <state>', 'one state, or all').choices([...ALERT_STATES, 'all']))
    .option('--product <name>', 'one product')
    .addOption(new Option('--severity <severity>', 'one severity').choices(SEVERITIES))
    .option('--limit <alerts>', 'how many at the most', wholeNumber(1, 1_000), 100)
    .addOption(url())
    .addOption(json())
    .action(alerts);
  listing
    .command('ack <id>')
    .description('say that you look after an alert')
    .addOption(url())
    .addOption(json())
    .action(acknowledge);
}

function addTrace(root: Command): void {
  root
    .command('trace')
    .description('the way of one event through the stages')
    .requiredOption('--product <name>', 'the product it belongs to')
    .option('--partition <n>', 'with --position: the record there', wholeNumber(0))
    .option('--position <n>', 'its position', wholeNumber(0))
    .option('--source <source>', 'with --id: the event and its copies')
    .option('--id <id>', 'its id')
    .option('--from <time>', 'appended from here on; as far back as identities are unique', time)
    .option('--to <time>', 'appended before this; now', time)
    .option('--payload', 'also what came, as an operator')
    .addOption(url())
    .addOption(json())
    .action(trace);
}
