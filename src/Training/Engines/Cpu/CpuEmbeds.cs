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

/// <summary>Adds a row for each position to the stream: W_pos[pos], or fixed ones.</summary>
internal sealed class CpuPositions : CpuLayer
{
    private readonly Parameter? embedding;
    private readonly Sinusoids? sinusoids;
    private readonly RowBuffer positions;
    private readonly RowBuffer output;
    private float[] fixedTable = [];
    private ResidualStream input;

    /// <param name="context">What all layers share.</param>
    /// <param name="layer">A <see cref="PosEmbed"/> or <see cref="Sinusoids"/>.</param>
    public CpuPositions(CpuContext context, Layer layer)
        : base(context)
    {
        sinusoids = layer as Sinusoids;
        embedding = sinusoids is null ? context.Parameter(ParameterNames.W_pos) : null;
        positions = context.NewBuffer(layer.OutWidth);
        output = context.NewBuffer(layer.OutWidth);
        positions.AddedTo = output;
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        var map = input.Map;
        var table = embedding is null ? FixedTable(map.Positions) : Context.Weight(embedding);
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
        // forward: output[row] = input[row] + table[pos]
        VectorOps.Add(input.Residual.Gradients, output.Gradients);
        if (!Context.WithParameterGradients || embedding is null)
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

    private ReadOnlySpan<float> FixedTable(int count)
    {
        if (fixedTable.Length < count * output.Width)
        {
            fixedTable = new float[count * output.Width];
            for (var position = 0; position < count; position++)
            {
                sinusoids!.Write(position, fixedTable.AsSpan(position * output.Width, output.Width));
            }
        }
        return fixedTable;
    }
}

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
                VectorOps.Add(
                    Part(target, position), input.Branch.Row(input.Map.RowOf[(sample * input.Map.Positions) + position]));
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
