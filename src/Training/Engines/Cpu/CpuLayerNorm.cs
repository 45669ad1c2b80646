namespace Grokking.Training;

/// <summary>Normalises what the next layer reads; the residual stream goes by.</summary>
internal sealed class CpuLayerNorm : CpuLayer
{
    private readonly LayerNorm layer;
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly RowBuffer output;
    private readonly RowBuffer statistics = new(2);
    private readonly float[] rowGradient;
    private readonly float[] unusedGradient;
    private readonly RowLoop forward;
    private readonly string hookName;
    private ResidualStream input;

    public CpuLayerNorm(CpuContext context, LayerNorm layer)
        : base(context)
    {
        this.layer = layer;
        weight = context.Parameter(layer.Name + ".w");
        bias = context.Parameter(layer.Name + ".b");
        hookName = layer.HookPoints.Single();
        output = context.NewBuffer(layer.DModel);
        rowGradient = new float[layer.DModel];
        unusedGradient = new float[layer.DModel];
        forward = new RowLoop(context.Team, ForwardRows);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        output.Resize(input.Map.Count, Context.WithGradients);
        statistics.Resize(input.Map.Count, withGradients: false);
        forward.Run(output.Rows);
        Visit(hookName, output, input.Map, output.Width);
        return input with { Branch = output };
    }

    // One thread: the gradients of weight and bias are sums over all rows in row order.
    public override void Backward()
    {
        var weightGradient = Context.WithParameterGradients ? Context.Gradient(weight) : unusedGradient;
        var biasGradient = Context.WithParameterGradients ? Context.Gradient(bias) : unusedGradient;
        for (var row = 0; row < output.Rows; row++)
        {
            var saved = statistics.Row(row);
            LayerNormKernel.Backward(input.Residual.Row(row), Context.Weight(weight), saved[0], saved[1], output.GradientRow(row),
                rowGradient, weightGradient, biasGradient);
            VectorOps.Add(input.Residual.GradientRow(row), rowGradient);
        }
    }

    private void ForwardRows(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            var saved = statistics.Row(row);
            LayerNormKernel.Forward(input.Residual.Row(row), Context.Weight(weight), Context.Weight(bias), (float)layer.Epsilon,
                output.Row(row), out saved[0], out saved[1]);
        }
    }
}
