namespace Grokking.Training;

/// <summary>One row a sample from those of its positions: their sum, or end to end.</summary>
internal sealed class CpuCombine : CpuLayer
{
    private readonly Combine layer;
    private readonly RowBuffer output;
    private readonly RowLoop forward;
    private readonly RowLoop backward;
    private ResidualStream input;

    public CpuCombine(CpuContext context, Combine layer)
        : base(context)
    {
        this.layer = layer;
        output = context.NewBuffer(layer.OutWidth);
        forward = new RowLoop(context.Team, ForwardSamples);
        backward = new RowLoop(context.Team, BackwardRows, blockSize: 4);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        var map = Context.Plan.ReadOut;
        output.Resize(map.Count, Context.WithGradients);
        forward.Run(map.Count);
        Visit(Combine.HookName, output, map, output.Width);
        return new ResidualStream(output, map);
    }

    public override void Backward() => backward.Run(input.Map.Count);

    private Span<float> Part(Span<float> outputRow, int position) =>
        layer.Kind == CombineKind.Sum ? outputRow : outputRow.Slice(position * layer.DModel, layer.DModel);

    private void ForwardSamples(int first, int end)
    {
        for (var sample = first; sample < end; sample++)
        {
            var target = output.Row(sample);
            target.Clear();
            for (var position = 0; position < input.Map.Positions; position++)
            {
                VectorOps.Add(Part(target, position), input.Branch.Row(input.Map.RowOf[(sample * input.Map.Positions) + position]));
            }
        }
    }

    // forward: output[sample] (its part of the position) += input[row of (sample, position)]
    private void BackwardRows(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            foreach (var use in input.Map.Uses(row))
            {
                var (sample, position) = Math.DivRem(use, input.Map.Positions);
                VectorOps.Add(input.Branch.GradientRow(row), Part(output.GradientRow(sample), position));
            }
        }
    }
}
