namespace Grokking.Training;

/// <summary>Adds attention to the stream; computes keys and values once per row of the stream, queries where they are wanted.</summary>
internal sealed class CpuAttention : CpuLayer
{
    private readonly Attention layer;
    private readonly bool isLast;
    private readonly Parameter outWeight;
    private readonly HeadProjection queries;
    private readonly HeadProjection keys;
    private readonly HeadProjection values;
    private readonly AttentionMix mix;
    private readonly RowBuffer added;
    private readonly RowBuffer output;
    private readonly RowLoop addToStream;
    private readonly RowLoop streamBackward;
    private ResidualStream input;
    private RowMap outputMap = new();

    /// <param name="context">What all layers share.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="isLast">Whether no attention follows, so that only the read-out position is needed.</param>
    public CpuAttention(CpuContext context, Attention layer, bool isLast)
        : base(context)
    {
        this.layer = layer;
        this.isLast = isLast;
        outWeight = context.Parameter(ParameterNames.W_O(layer.Block));
        queries = new HeadProjection(context, layer, ParameterNames.W_Q(layer.Block));
        keys = new HeadProjection(context, layer, ParameterNames.W_K(layer.Block));
        values = new HeadProjection(context, layer, ParameterNames.W_V(layer.Block));
        mix = new AttentionMix(context, layer, queries, keys, values);
        added = context.NewBuffer(layer.DModel);
        output = context.NewBuffer(layer.DModel);
        addToStream = new RowLoop(context.Team, AddToStream);
        streamBackward = new RowLoop(context.Team, StreamBackward);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        var map = input.Map;
        var readOut = isLast && Context.Plan.ReadOutOnly;
        outputMap = readOut ? Context.Plan.ReadOut : Context.Plan.EachPosition;
        var all = (0, map.Count, 1);
        var queryRows = readOut ? map.RowsOfPosition(map.Positions - 1) : all;
        queries.Forward(input.Branch, queryRows);
        keys.Forward(input.Branch, all);
        values.Forward(input.Branch, all);
        Visit(HookNames.Q, layer.Block, queries.Output, readOut ? outputMap : map, layer.NHeads, layer.DHead);
        Visit(HookNames.K, layer.Block, keys.Output, map, layer.NHeads, layer.DHead);
        Visit(HookNames.V, layer.Block, values.Output, map, layer.NHeads, layer.DHead);
        mix.Forward(map, queryRows, outputMap);
        added.Resize(outputMap.Count, withGradients: false);
        output.Resize(outputMap.Count, Context.WithGradients);
        Context.Product.Multiply(mix.Z, OutWeight, added.Values, layer.DModel, accumulate: false);
        Visit(HookNames.AttnOut, layer.Block, added, outputMap, layer.DModel);
        addToStream.Run(outputMap.Count);
        Visit(HookNames.ResidMid, layer.Block, output, outputMap, layer.DModel);
        return new ResidualStream(output, outputMap);
    }

    public override void Backward()
    {
        // forward: output = residual[row] + z·W_O
        streamBackward.Run(input.Map.Count);
        var gradient = new Matrix(output.Gradients, output.Rows, layer.DModel);
        Context.AddWeightGradient(mix.Z, gradient, outWeight);
        Context.Product.Multiply(gradient, OutWeight.Transposed, mix.ZGradients, mix.Width, accumulate: false);
        mix.Backward();
        queries.Backward();
        keys.Backward();
        values.Backward();
    }

    // W_O [n_heads, d_head, d_model] is already the matrix [n_heads·d_head, d_model].
    private Matrix OutWeight => new(Context.Weight(outWeight), layer.NHeads * layer.DHead, layer.DModel);

    private int FirstQueryPosition => input.Map.Positions - outputMap.Positions;

    private void AddToStream(int first, int end)
    {
        var rowOf = input.Map.RowOf;
        for (var row = first; row < end; row++)
        {
            var (sample, query) = Math.DivRem(row, outputMap.Positions);
            var target = output.Row(row);
            input.Residual.Row(rowOf[(sample * input.Map.Positions) + FirstQueryPosition + query]).CopyTo(target);
            VectorOps.Add(target, added.Row(row));
        }
    }

    private void StreamBackward(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            var target = input.Residual.GradientRow(row);
            foreach (var use in input.Map.Uses(row))
            {
                var (sample, position) = Math.DivRem(use, input.Map.Positions);
                if (position >= FirstQueryPosition)
                {
                    VectorOps.Add(target, output.GradientRow((sample * outputMap.Positions) + position - FirstQueryPosition));
                }
            }
        }
    }
}
