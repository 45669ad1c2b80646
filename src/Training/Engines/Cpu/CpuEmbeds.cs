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

/// <summary>Adds fixed positions to the stream.</summary>
internal sealed class CpuSinusoids(CpuContext context, Sinusoids layer) : CpuLayer(context)
{
    private readonly RowBuffer positions = context.NewBuffer(layer.DModel);
    private readonly RowBuffer output = context.NewBuffer(layer.DModel);
    private ResidualStream input;

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        var map = input.Map;
        positions.Resize(map.Count, withGradients: false);
        output.Resize(map.Count, Context.WithGradients);
        Span<float> table = new float[map.Positions * layer.DModel];
        for (var position = 0; position < map.Positions; position++)
        {
            layer.Write(position, table.Slice(position * layer.DModel, layer.DModel));
        }
        for (var row = 0; row < map.Count; row++)
        {
            table.Slice(map.Uses(row)[0] % map.Positions * layer.DModel, layer.DModel).CopyTo(positions.Row(row));
        }
        Visit(HookNames.PosEmbed, positions, map, output.Width);
        input.Residual.Values.CopyTo(output.Values);
        VectorOps.Add(output.Values, positions.Values);
        return new ResidualStream(output, map);
    }

    // forward: output = input + constant
    public override void Backward() => VectorOps.Add(input.Residual.Gradients, output.Gradients);
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
