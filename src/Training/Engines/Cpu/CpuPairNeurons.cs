namespace Grokking.Training;

/// <summary>
/// The first neurons of a network without attention while it is trained: what each token adds to them is computed once, and a
/// pair takes the sum. The same function as <see cref="CpuCombine"/> and the layer behind it, with far fewer operations, and no
/// hooks.
/// </summary>
internal sealed class CpuPairNeurons : CpuLayer
{
    private readonly Combine combine;
    private readonly Linear? linear;
    private readonly int index;
    private readonly int width;
    private readonly ActivationKind activation;
    private readonly Parameter? weight;
    private readonly Parameter? bias;
    private readonly RowBuffer parts;
    private readonly RowBuffer pre;
    private readonly RowBuffer post;
    private readonly RowLoop forward;
    private readonly RowLoop activateBackward;
    private readonly RowLoop partsBackward;
    private ResidualStream input;

    /// <param name="context">What all layers share.</param>
    /// <param name="combine">How the positions become one.</param>
    /// <param name="next">A <see cref="Linear"/> or <see cref="Neurons"/>.</param>
    /// <param name="index">Index of <paramref name="next"/> among the layers.</param>
    public CpuPairNeurons(CpuContext context, Combine combine, Layer next, int index)
        : base(context)
    {
        (this.combine, this.index, linear, width) = (combine, index, next as Linear, next.OutWidth);
        activation = linear?.Activation ?? ((Neurons)next).Activation;
        weight = linear is null ? null : context.Parameter(linear.WeightName);
        bias = linear is { BiasTimes: > 0 } ? context.Parameter(linear.BiasName) : null;
        parts = context.NewBuffer(width);
        pre = context.NewBuffer(width);
        post = context.NewBuffer(width);
        forward = new RowLoop(context.Team, ForwardSamples, blockSize: 16);
        activateBackward = new RowLoop(context.Team, ActivateBackward, blockSize: 16);
        partsBackward = new RowLoop(context.Team, PartsBackward, blockSize: 4);
    }

    /// <summary>Whether a layer can be the one behind.</summary>
    public static bool Takes(Layer next) => next is Linear or Neurons;

    private RowBuffer Parts => linear is null ? input.Branch : parts;

    public override ResidualStream Forward(ResidualStream input)
    {
        this.input = input;
        var map = Context.Plan.ReadOut;
        pre.Resize(map.Count, Context.WithGradients);
        post.Resize(map.Count, Context.WithGradients);
        if (linear is not null)
        {
            parts.Resize(input.Map.Count, Context.WithGradients);
            for (var position = 0; position < combine.NCtx; position++)
            {
                var (first, count) = RowsOf(position);
                Context.Product.Multiply(
                    Rows(input.Branch.Values, first, count, combine.DModel), WeightOf(position), parts.Values[(first * width)..],
                    width, accumulate: false);
            }
        }
        forward.Run(map.Count);
        return new ResidualStream(post, map);
    }

    public override void Backward()
    {
        // forward: post = σ(pre);  pre = Σ parts + n·b;  parts = input·W
        activateBackward.Run(pre.Rows);
        for (var time = 0; time < linear?.BiasTimes; time++)
        {
            Context.AddBiasGradient(pre, bias);
        }
        partsBackward.Run(input.Map.Count);
        for (var position = 0; linear is not null && position < combine.NCtx; position++)
        {
            var (first, count) = RowsOf(position);
            var gradient = Rows(parts.Gradients, first, count, width);
            if (Context.WithParameterGradients)
            {
                Context.Product.Multiply(Rows(input.Branch.Values, first, count, combine.DModel).Transposed, gradient,
                    Context.Gradient(weight!)[FirstWeight(position)..], width, accumulate: true);
            }
            Context.Product.Multiply(
                gradient, WeightOf(position).Transposed, input.Branch.Gradients[(first * combine.DModel)..], combine.DModel,
                accumulate: true);
        }
    }

    private (int First, int Count) RowsOf(int position)
    {
        var (first, count, _) = input.Map.RowsOfPosition(position);
        return (first, count);
    }

    private int FirstWeight(int position) => combine.Kind == CombineKind.Sum ? 0 : position * combine.DModel * width;

    private Matrix WeightOf(int position) => new(Context.Weight(weight!)[FirstWeight(position)..], combine.DModel, width);

    private static Matrix Rows(ReadOnlySpan<float> values, int first, int count, int width) =>
        new(values[(first * width)..], count, width);

    private Span<float> Samples(Span<float> values, int first, int end) => values[(first * width)..(end * width)];

    private void ForwardSamples(int first, int end)
    {
        var rowOf = input.Map.RowOf;
        for (var sample = first; sample < end; sample++)
        {
            var target = pre.Row(sample);
            Parts.Row(rowOf[sample * combine.NCtx]).CopyTo(target);
            for (var position = 1; position < combine.NCtx; position++)
            {
                VectorOps.Add(target, Parts.Row(rowOf[(sample * combine.NCtx) + position]));
            }
            for (var time = 0; time < linear?.BiasTimes; time++)
            {
                VectorOps.Add(target, Context.Weight(bias!));
            }
        }
        if (linear is null)
        {
            Context.Dropout?.Apply(index, Samples(pre.Values, first, end), first * width);
        }
        Activations.Forward(activation, Samples(pre.Values, first, end), Samples(post.Values, first, end));
    }

    private void ActivateBackward(int first, int end)
    {
        var gradient = Samples(pre.Gradients, first, end);
        Activations.Backward(
            activation, Samples(pre.Values, first, end), Samples(post.Values, first, end), Samples(post.Gradients, first, end),
            gradient);
        if (linear is null)
        {
            Context.Dropout?.Apply(index, gradient, first * width);
        }
    }

    // One row of a token sums over the samples that use it, in their order.
    private void PartsBackward(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            var target = Parts.GradientRow(row);
            foreach (var use in input.Map.Uses(row))
            {
                VectorOps.Add(target, pre.GradientRow(use / combine.NCtx));
            }
        }
    }
}
