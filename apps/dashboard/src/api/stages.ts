import { skipToken, useQuery } from '@tanstack/react-query';
import type { StageItem } from '@dataforge/live/protocol';

/** How fast each stage is and how far behind, as it is pushed; undefined while nothing is. */
export const useStages = (): readonly StageItem[] | undefined =>
  useQuery<readonly StageItem[]>({ queryKey: ['stages'], queryFn: skipToken, staleTime: Infinity }).data;
