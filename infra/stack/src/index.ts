export {
  startKafka,
  startKafkaCluster,
  type KafkaClusterSettings,
  type RunningKafka,
} from './kafka/start-kafka.ts';
export { startKafkaProxy, type KafkaFault, type KafkaProxy } from './kafka/kafka-proxy.ts';
export type { KafkaSettings, SecuredListener } from './kafka/kafka-settings.ts';
export { kafkaClassPath, missingForKafka } from './kafka/install-kafka.ts';
export {
  startMinistack,
  type MinistackSettings,
  type RunningMinistack,
} from './ministack/start-ministack.ts';
export { missingForMinistack, ministackPython } from './ministack/install-ministack.ts';
export { mavenLibraries } from './maven-libraries.ts';
export { pythonEnvironment } from './python-environment.ts';
export type { RunningServer } from './server-process.ts';
export { freePorts } from './ports.ts';
export {
  startFaultProxy,
  type Fault,
  type FaultProxy,
  type Faults,
  type ProxiedRequest,
} from './fault-proxy.ts';
export { parseWithTrino, type Parsed } from './trino/parse-with-trino.ts';
export { kafkaTrigger, type KafkaTrigger, type TriggerSettings } from './event-source/kafka-trigger.ts';
export { missingOf, type Requirement } from './requirements.ts';
export { runCommand, type CommandResult } from './run-command.ts';
