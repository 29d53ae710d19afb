import { detectorContract } from '../../testing/index.ts';
import { robustDetector } from './index.ts';

detectorContract('robust', () => robustDetector());
