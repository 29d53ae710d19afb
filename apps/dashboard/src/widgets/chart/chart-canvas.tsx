import { LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';
import EChartsReactCore from 'echarts-for-react/esm/core';
import { chartOption } from './chart-option.ts';
import { useChartTheme } from './chart-theme.ts';
import type { ChartView } from './chart-view.ts';

echarts.use([LineChart, GridComponent, LabelLayout, CanvasRenderer]);

const FILL = { width: '100%', height: '100%' };

/** The drawing itself. It is loaded when the first chart is shown. */
export default function ChartCanvas({ view }: { readonly view: ChartView }) {
  const theme = useChartTheme();
  return <EChartsReactCore echarts={echarts} option={chartOption(view, theme)} notMerge style={FILL} />;
}
