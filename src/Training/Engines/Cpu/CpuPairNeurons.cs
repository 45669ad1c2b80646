namespace Grokking.Training;

/// <summary>
/// What each token adds to the first neurons of a network without attention, computed once for all samples: a pair takes the
/// sum. Nothing is dropped before it, so that examples share rows. Its rows are the embeddings themselves, or those times the
/// weights of the layer behind.
/// </summary>
internal sealed class PairParts
{
    private readonly CpuContext context;
    private readonly Combine combine;
    private readonly Linear? linear;
    private readonly Parameter? weight;
    private readonly RowBuffer products;
    private ResidualStream input;

    /// <param name="context">What all layers share.</param>
    /// <param name="combine">How the positions become one.</param>
    /// <param name="next">The layer behind: a <see cref="Linear"/> or <see cref="Neurons"/>.</param>
    public PairParts(CpuContext context, Combine combine, Layer next)
    {
        (this.context, this.combine, linear, Width) = (context, combine, next as Linear, next.OutWidth);
        Activation = linear?.Activation ?? ((Neurons)next).Activation;
        weight = linear is null ? null : context.Parameter(linear.WeightName);
        Bias = linear is { BiasTimes: > 0 } ? context.Parameter(linear.BiasName) : null;
        products = context.NewBuffer(Width);
    }

    /// <summary>Number of neurons.</summary>
    public int Width { get; }

    /// <summary>Their function.</summary>
    public ActivationKind Activation { get; }

    /// <summary>What is added to every sum, <see cref="BiasTimes"/> times; null for nothing.</summary>
    public Parameter? Bias { get; }

    /// <summary>How often the bias is added.</summary>
    public int BiasTimes => linear?.BiasTimes ?? 0;

    /// <summary>Positions of a sample.</summary>
    public int NCtx => combine.NCtx;

    /// <summary>The part of each row of <see cref="Map"/>, [rows, width], with its gradient.</summary>
    public RowBuffer Rows => linear is null ? input.Branch : products;

    /// <summary>Which rows a sample sums over.</summary>
    public RowMap Map => input.Map;

    /// <summary>Whether a layer can be the one behind.</summary>
    public static bool Takes(Layer next) => next is Linear or Neurons;

    /// <summary>Computes the parts.</summary>
    public void Forward(ResidualStream input)
    {
        this.input = input;
        if (linear is null)
        {
            return;
        }
        products.Resize(input.Map.Count, context.WithGradients);
        for (var position = 0; position < combine.NCtx; position++)
        {
            var (first, count, _) = input.Map.RowsOfPosition(position);
            context.Product.Multiply(
                Matrix(input.Branch.Values, first, count, combine.DModel), WeightOf(position), products.Values[(first * Width)..],
                Width, accumulate: false);
        }
    }

    /// <summary>From the gradients of the parts to those of weights and input.</summary>
    public void Backward()
    {
        // forward: parts = input·W
        for (var position = 0; linear is not null && position < combine.NCtx; position++)
        {
            var (first, count, _) = input.Map.RowsOfPosition(position);
            var gradient = Matrix(products.Gradients, first, count, Width);
            if (context.WithParameterGradients)
            {
                context.Product.Multiply(Matrix(input.Branch.Values, first, count, combine.DModel).Transposed, gradient,
                    context.Gradient(weight!)[FirstWeight(position)..], Width, accumulate: true);
            }
            context.Product.Multiply(
                gradient, WeightOf(position).Transposed, input.Branch.Gradients[(first * combine.DModel)..], combine.DModel,
                accumulate: true);
        }
    }

    /// <summary>Overwrites a row with the sum of a sample's parts and the bias.</summary>
    public void Sum(int sample, Span<float> target)
    {
        var rowOf = Map.RowOf.Slice(sample * NCtx, NCtx);
        Rows.Row(rowOf[0]).CopyTo(target);
        foreach (var row in rowOf[1..])
        {
            VectorOps.Add(target, Rows.Row(row));
        }
        for (var time = 0; time < BiasTimes; time++)
        {
            VectorOps.Add(target, context.Weight(Bias!));
        }
    }

    private int FirstWeight(int position) => combine.Kind == CombineKind.Sum ? 0 : position * combine.DModel * Width;

    private Matrix WeightOf(int position) => new(context.Weight(weight!)[FirstWeight(position)..], combine.DModel, Width);

    private static Matrix Matrix(ReadOnlySpan<float> values, int first, int count, int width) =>
        new(values[(first * width)..], count, width);
}

/// <summary>
/// The first neurons of a deeper network without attention while it is trained. The same function as <see cref="CpuCombine"/>
/// and the layer behind it, with far fewer operations, and no hooks.
/// </summary>
internal sealed class CpuPairNeurons : CpuLayer
{
    private readonly PairParts parts;
    private readonly int index;
    private readonly RowBuffer pre;
    private readonly RowBuffer post;
    private readonly RowLoop forward;
    private readonly RowLoop activateBackward;
    private readonly RowLoop partsBackward;

    /// <param name="context">What all layers share.</param>
    /// <param name="parts">What is summed.</param>
    /// <param name="index">Index of the layer of neurons.</param>
    public CpuPairNeurons(CpuContext context, PairParts parts, int index)
        : base(context)
    {
        (this.parts, this.index) = (parts, index);
        pre = context.NewBuffer(parts.Width);
        post = context.NewBuffer(parts.Width);
        forward = new RowLoop(context.Team, ForwardSamples, blockSize: 16);
        activateBackward = new RowLoop(context.Team, ActivateBackward, blockSize: 16);
        partsBackward = new RowLoop(context.Team, PartsBackward, blockSize: 4);
    }

    public override ResidualStream Forward(ResidualStream input)
    {
        var map = Context.Plan.ReadOut;
        pre.Resize(map.Count, Context.WithGradients);
        post.Resize(map.Count, Context.WithGradients);
        parts.Forward(input);
        forward.Run(map.Count);
        return new ResidualStream(post, map);
    }

    public override void Backward()
    {
        // forward: post = σ(pre);  pre = dropped(Σ parts + n·b)
        activateBackward.Run(pre.Rows);
        for (var time = 0; time < parts.BiasTimes; time++)
        {
            Context.AddBiasGradient(pre, parts.Bias);
        }
        partsBackward.Run(parts.Map.Count);
        parts.Backward();
    }

    private Span<float> Samples(Span<float> values, int first, int end) => values[(first * parts.Width)..(end * parts.Width)];

    private void ForwardSamples(int first, int end)
    {
        for (var sample = first; sample < end; sample++)
        {
            parts.Sum(sample, pre.Row(sample));
        }
        Context.Dropout?.Apply(index, Samples(pre.Values, first, end), first * parts.Width);
        Activations.Forward(parts.Activation, Samples(pre.Values, first, end), Samples(post.Values, first, end));
    }

    private void ActivateBackward(int first, int end)
    {
        var gradient = Samples(pre.Gradients, first, end);
        Activations.Backward(
            parts.Activation, Samples(pre.Values, first, end), Samples(post.Values, first, end),
            Samples(post.Gradients, first, end), gradient);
        Context.Dropout?.Apply(index, gradient, first * parts.Width);
    }

    // One row of a token sums over the samples that use it, in their order.
    private void PartsBackward(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            var target = parts.Rows.GradientRow(row);
            foreach (var use in parts.Map.Uses(row))
            {
                VectorOps.Add(target, pre.GradientRow(use / parts.NCtx));
            }
        }
    }
}
