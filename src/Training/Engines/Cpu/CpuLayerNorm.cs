namespace Grokking.Training;

/// <summary>Normalises what the next layer reads while the residual stream goes by, or the stream.</summary>
internal sealed class CpuLayerNorm : CpuLayer
{
    private const int Block = 64;

    private readonly LayerNorm layer;
    private readonly Parameter weight;
    private readonly Parameter bias;
    private readonly RowBuffer output;
    private readonly RowBuffer statistics = new(2);
    private readonly RowLoop forward;
    private readonly RowLoop backward;
    private readonly RowBuffer partial;
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
        partial = new RowBuffer(3 * layer.DModel);
        forward = new RowLoop(context.Team, ForwardRows);
        backward = new RowLoop(context.Team, BackwardRows, Block);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        output.Resize(input.Map.Count, Context.WithGradients);
        statistics.Resize(input.Map.Count, withGradients: false);
        forward.Run(output.Rows);
        Visit(hookName, output, input.Map, output.Width);
        return layer.OnStream ? new ResidualStream(output, input.Map) : input with { Branch = output };
    }

    // The gradients of weight and bias are sums over blocks of rows, added up in their order.
    public override void Backward()
    {
        partial.Resize((output.Rows + Block - 1) / Block, withGradients: false);
        backward.Run(output.Rows);
        if (!Context.WithParameterGradients)
        {
            return;
        }
        for (var block = 0; block < partial.Rows; block++)
        {
            VectorOps.Add(Context.Gradient(weight), partial.Row(block)[..layer.DModel]);
            VectorOps.Add(Context.Gradient(bias), partial.Row(block).Slice(layer.DModel, layer.DModel));
        }
    }

    private void BackwardRows(int first, int end)
    {
        var room = partial.Row(first / Block);
        var (weightGradient, biasGradient, rowGradient) = (0, layer.DModel, 2 * layer.DModel);
        room.Clear();
        for (var row = first; row < end; row++)
        {
            var saved = statistics.Row(row);
            LayerNormKernel.Backward(input.Residual.Row(row), Context.Weight(weight), saved[0], saved[1], output.GradientRow(row),
                room.Slice(rowGradient, layer.DModel), room.Slice(weightGradient, layer.DModel),
                room.Slice(biasGradient, layer.DModel));
            VectorOps.Add(input.Residual.GradientRow(row), room.Slice(rowGradient, layer.DModel));
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
