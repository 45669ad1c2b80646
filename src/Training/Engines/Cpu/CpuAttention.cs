namespace Grokking.Training;

/// <summary>Adds attention to the stream; computes keys and values once per row of the stream, queries where they are
/// wanted.</summary>
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
    private AttentionRows rows = new();

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
        added.AddedTo = output;
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
        var queryRows = readOut ? map.RowsOfLast(outputMap.Positions) : all;
        rows = Context.Plan.Join(map, outputMap);
        queries.Forward(input.Branch, queryRows);
        keys.Forward(input.Branch, all);
        values.Forward(input.Branch, all);
        Visit(HookNames.Q, layer.Block, queries.Output, readOut ? outputMap : map, layer.NHeads, layer.DHead);
        Visit(HookNames.K, layer.Block, keys.Output, map, layer.NHeads, layer.DHead);
        Visit(HookNames.V, layer.Block, values.Output, map, layer.NHeads, layer.DHead);
        mix.Forward(rows, map, queryRows, outputMap);
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
        if (layer.Rate > 0)
        {
            queries.Backward();
            keys.Backward();
        }
        values.Backward();
    }

    // W_O [n_heads, d_head, d_model] is already the matrix [n_heads·d_head, d_model].
    private Matrix OutWeight => new(Context.Weight(outWeight), layer.NHeads * layer.DHead, layer.DModel);

    private void AddToStream(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            var target = output.Row(row);
            input.Residual.Row(rows.QueryRow(row)).CopyTo(target);
            VectorOps.Add(target, added.Row(row));
        }
    }

    private void StreamBackward(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            var target = input.Residual.GradientRow(row);
            foreach (var use in rows.UsesAsQuery(row))
            {
                VectorOps.Add(target, output.GradientRow(use));
            }
        }
    }
}

/// <summary>Queries, keys or values of all heads, [rows, n_heads·d_head], of some rows of the stream.</summary>
internal sealed class HeadProjection
{
    private readonly CpuContext context;
    private readonly Attention layer;
    private readonly Parameter weight;
    private readonly float[] matrix;
    private readonly float[] matrixGradient;
    private RowBuffer input = null!;
    private int first;
    private int step;

    public HeadProjection(CpuContext context, Attention layer, string parameterName)
    {
        this.context = context;
        this.layer = layer;
        weight = context.Parameter(parameterName);
        matrix = new float[weight.Count];
        matrixGradient = new float[weight.Count];
        Output = context.NewBuffer(layer.NHeads * layer.DHead);
    }

    /// <summary>The projections, [rows, n_heads·d_head].</summary>
    public RowBuffer Output { get; }

    /// <summary>One head of one row.</summary>
    public Span<float> Head(int row, int head) => Output.Row(row).Slice(head * layer.DHead, layer.DHead);

    /// <summary>The gradient of one head of one row.</summary>
    public Span<float> HeadGradient(int row, int head) => Output.GradientRow(row).Slice(head * layer.DHead, layer.DHead);

    /// <summary>Projects <paramref name="rows"/> = (first row, number of rows, step between them) of the stream.</summary>
    public void Forward(RowBuffer stream, (int First, int Count, int Step) rows)
    {
        input = stream;
        (first, var count, step) = rows;
        HeadLayout.ToMatrix(context.Weight(weight), layer.NHeads, layer.DModel, layer.DHead, matrix);
        Output.Resize(count, context.WithGradients);
        context.Product.Multiply(Input, Weight, Output.Values, Output.Width, accumulate: false);
    }

    /// <summary>From the gradient of the output to those of the stream and the weights.</summary>
    public void Backward()
    {
        // forward: output = input·W
        var gradient = new Matrix(Output.Gradients, Output.Rows, Output.Width);
        if (context.WithParameterGradients)
        {
            context.Product.Multiply(Input.Transposed, gradient, matrixGradient, Output.Width, accumulate: false);
            HeadLayout.AddToHeads(matrixGradient, layer.NHeads, layer.DModel, layer.DHead, context.Gradient(weight));
        }
        context.Product.Multiply(
            gradient, Weight.Transposed, input.Gradients[(first * layer.DModel)..], step * layer.DModel, accumulate: true);
    }

    private Matrix Input => new(input.Values[(first * layer.DModel)..], Output.Rows, layer.DModel, step * layer.DModel);

    private Matrix Weight => new(matrix, layer.DModel, Output.Width);
}

/// <summary>
/// Which rows of the stream an attention layer's outputs read: the query's, and those of its keys. Samples that begin alike share
/// rows, so that the inverse, all outputs that read a row in their order, lets a backward pass sum in a fixed order, one row a
/// thread.
/// </summary>
internal sealed class AttentionRows
{
    private int[] keyRows = [];
    private int[] queryRows = [];
    private int[] positions = [];
    private readonly RowUses keyUses = new();
    private readonly RowUses queryUses = new();

    /// <summary>Number of keys of an output, the hidden ones included: all positions.</summary>
    public int Keys { get; private set; }

    /// <summary>Number of outputs.</summary>
    public int Count { get; private set; }

    /// <summary>Row of the input that an output asks from.</summary>
    public int QueryRow(int output) => queryRows[output];

    /// <summary>Position that an output stands at.</summary>
    public int Position(int output) => positions[output];

    /// <summary>Rows of the input with an output's keys, by position.</summary>
    public ReadOnlySpan<int> KeyRows(int output) => keyRows.AsSpan(output * Keys, Keys);

    /// <summary>All output·keys + position that read a row of the input as a key, ascending.</summary>
    public ReadOnlySpan<int> UsesAsKey(int row) => keyUses.Of(row);

    /// <summary>All outputs that ask from a row of the input, ascending.</summary>
    public ReadOnlySpan<int> UsesAsQuery(int row) => queryUses.Of(row);

    /// <summary>Joins the rows of a layer's input and output, whose positions are the input's last ones. Reuses its
    /// arrays.</summary>
    public void Set(RowMap input, RowMap output)
    {
        (Keys, Count) = (input.Positions, output.Count);
        if (queryRows.Length < Count || keyRows.Length < Count * Keys)
        {
            (queryRows, positions, keyRows) = (new int[Count], new int[Count], new int[Count * Keys]);
        }
        var rowOf = input.RowOf;
        var first = input.Positions - output.Positions;
        for (var row = 0; row < Count; row++)
        {
            // Samples that share an output share all that it reads.
            var (sample, position) = Math.DivRem(output.Uses(row)[0], output.Positions);
            positions[row] = first + position;
            queryRows[row] = rowOf[(sample * Keys) + first + position];
            rowOf.Slice(sample * Keys, Keys).CopyTo(keyRows.AsSpan(row * Keys));
        }
        keyUses.Set(keyRows.AsSpan(0, Count * Keys), input.Count);
        queryUses.Set(queryRows.AsSpan(0, Count), input.Count);
    }
}
