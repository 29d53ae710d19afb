import { LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import EChartsReactCore from 'echarts-for-react/esm/core';
import { useEffect, useRef } from 'react';
import { chartOption } from './chart-option.ts';
import { useChartTheme } from './chart-theme.ts';
import type { ChartView } from './chart-view.ts';

echarts.use([LineChart, GridComponent, LabelLayout, CanvasRenderer]);

const FILL = { width: '100%', height: '100%' };

/** The drawing itself. It is loaded when the first chart is shown. */
export default function ChartCanvas({ view }: { readonly view: ChartView }) {
  const theme = useChartTheme();
  const frame = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsReactCore>(null);
  useEffect(() => {
    if (!frame.current) return;
    // The component's own way drops the first change of size, which here may be the only one.
    const observer = new ResizeObserver(() =>
      (chart.current?.getEchartsInstance() as echarts.ECharts | undefined)?.resize({
        width: 'auto',
        height: 'auto',
      }),
    );
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={frame} className="h-full w-full overflow-hidden">
      <EChartsReactCore
        ref={chart}
        echarts={echarts}
        option={chartOption(view, theme)}
        notMerge
        autoResize={false}
        style={FILL}
        onChartReady={(ready: echarts.ECharts) => ready.resize({ width: 'auto', height: 'auto' })}
      />
    </div>
  );
}
