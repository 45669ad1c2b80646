namespace Grokking.Training;

/// <summary>Starts the stream as W_E[token].</summary>
internal sealed class CpuEmbed : CpuLayer
{
    private readonly Parameter embedding;
    private readonly RowBuffer output;

    public CpuEmbed(CpuContext context, Embed layer)
        : base(context)
    {
        embedding = context.Parameter(ParameterNames.W_E);
        output = context.NewBuffer(layer.DModel);
    }

    /// <summary>The embeddings, [rows, d_model].</summary>
    public RowBuffer Output => output;

    /// <summary>Ignores its input: the stream starts here.</summary>
    public override ResidualStream Forward(ResidualStream input)
    {
        var map = Context.Plan.Start;
        var table = Context.Weight(embedding);
        output.Resize(map.Count, Context.WithGradients);
        for (var row = 0; row < map.Count; row++)
        {
            TableRow(table, TokenOf(row)).CopyTo(output.Row(row));
        }
        Visit(HookNames.Embed, output, map, output.Width);
        return new ResidualStream(output, map);
    }

    public override void Backward()
    {
        if (!Context.WithParameterGradients)
        {
            return;
        }
        var gradient = Context.Gradient(embedding);
        for (var row = 0; row < output.Rows; row++)
        {
            // forward: output[row] = W_E[token]
            VectorOps.Add(gradient.Slice(TokenOf(row) * output.Width, output.Width), output.GradientRow(row));
        }
    }

    private int TokenOf(int row) => Context.Plan.Tokens[Context.Plan.Start.Uses(row)[0]];

    private ReadOnlySpan<float> TableRow(ReadOnlySpan<float> table, int token) => table.Slice(token * output.Width, output.Width);
}
