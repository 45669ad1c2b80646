namespace Grokking.Training;

/// <summary>Adds W_pos[pos] to the stream.</summary>
internal sealed class CpuPosEmbed : CpuLayer
{
    private readonly Parameter embedding;
    private readonly RowBuffer positions;
    private readonly RowBuffer output;
    private ResidualStream input;

    public CpuPosEmbed(CpuContext context, PosEmbed layer)
        : base(context)
    {
        embedding = context.Parameter(ParameterNames.W_pos);
        positions = context.NewBuffer(layer.DModel);
        output = context.NewBuffer(layer.DModel);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        var map = input.Map;
        var table = Context.Weight(embedding);
        positions.Resize(map.Count, withGradients: false);
        output.Resize(map.Count, Context.WithGradients);
        for (var row = 0; row < map.Count; row++)
        {
            table.Slice(PositionOf(row) * output.Width, output.Width).CopyTo(positions.Row(row));
        }
        Visit(HookNames.PosEmbed, positions, map, output.Width);
        input.Residual.Values.CopyTo(output.Values);
        VectorOps.Add(output.Values, positions.Values);
        return new ResidualStream(output, map);
    }

    public override void Backward()
    {
        // forward: output[row] = input[row] + W_pos[pos]
        VectorOps.Add(input.Residual.Gradients, output.Gradients);
        if (!Context.WithParameterGradients)
        {
            return;
        }
        var gradient = Context.Gradient(embedding);
        for (var row = 0; row < output.Rows; row++)
        {
            VectorOps.Add(gradient.Slice(PositionOf(row) * output.Width, output.Width), output.GradientRow(row));
        }
    }

    private int PositionOf(int row) => input.Map.Uses(row)[0] % input.Map.Positions;
}
