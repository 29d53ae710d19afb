export { startKafka, type RunningKafka } from './kafka/start-kafka.ts';
export type { KafkaSettings, SecuredListener } from './kafka/kafka-settings.ts';
export { kafkaClassPath, missingForKafka } from './kafka/install-kafka.ts';
export {
  startMinistack,
  type MinistackSettings,
  type RunningMinistack,
} from './ministack/start-ministack.ts';
export { missingForMinistack, ministackPython } from './ministack/install-ministack.ts';
export type { RunningServer } from './server-process.ts';
export { freePorts } from './ports.ts';
export {
  startFaultProxy,
  type Fault,
  type FaultProxy,
  type Faults,
  type ProxiedRequest,
} from './fault-proxy.ts';
