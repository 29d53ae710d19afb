import { createServer } from 'node:http';
import { kafkaTrigger } from './event-source/kafka-trigger.ts';

const GIVES_UP_MS = 20_000;

/** The trigger as a process of the stack: `GET /` says what it has handed over. Its arguments are its folder and settings in JSON. */
const { port, ...settings } = JSON.parse(process.argv[3] ?? '') as {
  port: number;
  broker: string;
  region: string;
  endpoint: string;
};
const trigger = kafkaTrigger(settings, (line) =>
  process.stdout.write(`${new Date().toISOString()} INFO ${line}\n`),
);
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(trigger.state()));
});
server.listen(port, '127.0.0.1');

const stop = () => {
  server.close();
  server.closeAllConnections();
  // Brokers that went first are not waited for.
  setTimeout(() => process.exit(1), GIVES_UP_MS).unref();
  trigger.stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
