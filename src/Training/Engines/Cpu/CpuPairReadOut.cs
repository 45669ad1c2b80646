namespace Grokking.Training;

/// <summary>
/// A network of one hidden layer without attention while it is trained, from what the tokens add to its neurons to the loss and
/// back: a thread takes a group of samples, block after block, each while it is in cache. The same function as
/// <see cref="CpuPairNeurons"/>, <see cref="CpuUnembed"/> and the loss behind them.
/// </summary>
internal sealed unsafe class CpuPairReadOut : CpuLayer, IDisposable
{
    // Groups are cut by the number of samples alone, so that the bits do not depend on the number of threads.
    private const int MostGroups = 16;
    private const int SmallestGroup = 48;

    private readonly PairParts parts;
    private readonly int index;
    private readonly LossKind loss;
    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly int classes;
    private readonly int stride;
    private readonly PanelProduct panels = new();
    private readonly FloatTable toLogits;
    private readonly FloatTable toNeurons;
    private readonly FloatTable weightGradients;
    private readonly FloatTable partGradients;
    private readonly ScratchPool<PairBlock> blocks;
    private readonly RowLoop pack;
    private readonly RowLoop sumWeights;
    private readonly RowLoop sumParts;
    private readonly Action<int> runGroup;
    private int groupSize;
    private int groups;
    private double[] losses = [];
    private bool[] correct = [];

    /// <param name="context">What all layers share.</param>
    /// <param name="parts">What the neurons sum.</param>
    /// <param name="index">Index of the layer of neurons.</param>
    /// <param name="unembed">The layer behind it, the last.</param>
    /// <param name="loss">What is computed of the logits.</param>
    public CpuPairReadOut(CpuContext context, PairParts parts, int index, Unembed unembed, LossKind loss)
        : base(context)
    {
        (this.parts, this.index, this.loss, classes) = (parts, index, loss, unembed.DVocabOut);
        weight = context.Parameter(ParameterNames.W_U);
        bias = unembed.Bias ? context.Parameter(ParameterNames.b_U) : null;
        var (neurons, outputs) = (RoundUp(parts.Width), RoundUp(classes));
        // An odd number of cache lines, so that the rows of a block do not fall on each other in the first-level cache.
        stride = neurons | PanelProduct.ColumnUnit;
        (toLogits, toNeurons) = (new FloatTable(outputs), new FloatTable(neurons));
        toLogits.Reserve(parts.Width);
        toNeurons.Reserve(classes);
        (weightGradients, partGradients) = (new FloatTable(outputs), new FloatTable(stride));
        blocks = new ScratchPool<PairBlock>(context.Team, () => new PairBlock(stride, outputs));
        pack = new RowLoop(context.Team, Pack);
        sumWeights = new RowLoop(context.Team, SumWeights, blockSize: 32);
        sumParts = new RowLoop(context.Team, SumParts, blockSize: 8);
        runGroup = RunGroup;
    }

    // Rows of a group in its gradient of W_U: whole kernel tiles, and one for b_U.
    private int WeightRows => PanelProduct.RoundUp(parts.Width, PanelProduct.RowUnit) + 1;

    public override ResidualStream Forward(ResidualStream input)
    {
        parts.Forward(input);
        pack.Run(parts.Width);
        return input;
    }

    /// <summary>The loss of each sample, and whether its largest logit is the answer's; with gradients also those of the groups,
    /// which <see cref="Backward"/> adds up.</summary>
    public void Loss(double[] losses, bool[] correct)
    {
        (this.losses, this.correct) = (losses, correct);
        var samples = Context.Plan.Samples;
        groupSize = Math.Max(
            SmallestGroup, PanelProduct.RoundUp((samples + MostGroups - 1) / MostGroups, PanelProduct.RowUnit));
        groups = (samples + groupSize - 1) / groupSize;
        if (Context.WithGradients)
        {
            weightGradients.Reserve(groups * WeightRows);
            partGradients.Reserve(groups * parts.Map.Count);
        }
        Context.Team.Run(groups, runGroup);
    }

    public override void Backward()
    {
        sumWeights.Run(parts.Width);
        for (var group = 0; bias is not null && group < groups; group++)
        {
            VectorOps.Add(Context.Gradient(bias), BiasGradient(group));
        }
        sumParts.Run(parts.Map.Count);
        if (parts.Bias is { } ofNeurons)
        {
            // Each sample has one row of the first position, so these rows' gradients sum to that of all samples.
            var (first, count, _) = parts.Map.RowsOfPosition(0);
            var gradients = parts.Rows.Gradients.Slice(first * parts.Width, count * parts.Width);
            for (var time = 0; time < parts.BiasTimes; time++)
            {
                VectorOps.ColumnSums(gradients, parts.Width, Context.Gradient(ofNeurons));
            }
        }
        parts.Backward();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        blocks.Dispose();
        foreach (var table in new[] { toLogits, toNeurons, weightGradients, partGradients })
        {
            table.Dispose();
        }
    }

    private static int RoundUp(int columns) => PanelProduct.RoundUp(columns, PanelProduct.ColumnUnit);

    private void Pack(int first, int end)
    {
        fixed (float* values = Context.Weight(weight))
        {
            panels.Pack(values, classes, parts.Width, classes, toLogits.Data, first, end);
            if (Context.WithGradients)
            {
                panels.PackTransposed(values, classes, classes, toNeurons.Width, toNeurons.Data, first, end);
            }
        }
    }

    private void RunGroup(int group)
    {
        var block = blocks.Rent();
        var end = Math.Min(Context.Plan.Samples, (group + 1) * groupSize);
        if (Context.WithGradients)
        {
            partGradients.Rows(group * parts.Map.Count, parts.Map.Count).Span.Clear();
            BiasGradient(group).Clear();
        }
        for (var first = group * groupSize; first < end; first += block.Samples)
        {
            var count = Math.Min(block.Samples, end - first);
            BlockForward(block, first, count);
            if (Context.WithGradients)
            {
                BlockBackward(block, group, first, count);
            }
        }
        blocks.Return(block);
    }

    // pre = dropped(Σ parts + n·b);  post = σ(pre);  logits = post·W_U + b_U, whose gradient takes their place
    private void BlockForward(PairBlock block, int first, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var pre = new Span<float>(block.Pre.Row(i), parts.Width);
            parts.Sum(first + i, pre);
            Context.Dropout?.Apply(index, pre, (first + i) * parts.Width);
        }
        Activations.Forward(parts.Activation, block.Pre.Rows(0, count).Span, block.Post.Rows(0, count).Span);
        panels.Multiply(
            count, parts.Width, toLogits.Width, block.Post.Data, stride, 1, toLogits.Data, block.Logits.Data, block.Logits.Width,
            accumulate: false);
        var scale = 1.0 / Context.Plan.Samples;
        for (var i = 0; i < count; i++)
        {
            var logits = new Span<float>(block.Logits.Row(i), classes);
            var label = Context.Plan.Labels[first + i];
            if (bias is not null)
            {
                VectorOps.Add(logits, Context.Weight(bias));
            }
            (losses[first + i], correct[first + i]) =
                RowLoss.Judge(loss, logits, label, scale, Context.WithGradients ? logits : default, block.Shares);
        }
    }

    private void BlockBackward(PairBlock block, int group, int first, int count)
    {
        panels.Pack(block.Logits.Data, block.Logits.Width, count, classes, block.PackedGradient.Data, 0, count);
        panels.Multiply(
            parts.Width, count, weightGradients.Width, block.Post.Data, 1, stride, block.PackedGradient.Data,
            weightGradients.Row(group * WeightRows), weightGradients.Width, accumulate: first > group * groupSize);
        panels.Multiply(
            count, classes, toNeurons.Width, block.Logits.Data, block.Logits.Width, 1, toNeurons.Data, block.PostGradient.Data,
            stride, accumulate: false);
        var gradients = block.PostGradient.Rows(0, count).Span;
        Activations.Backward(
            parts.Activation, block.Pre.Rows(0, count).Span, block.Post.Rows(0, count).Span, gradients, gradients);
        var rowOf = parts.Map.RowOf;
        for (var i = 0; i < count; i++)
        {
            if (bias is not null)
            {
                VectorOps.Add(BiasGradient(group), new Span<float>(block.Logits.Row(i), classes));
            }
            var gradient = new Span<float>(block.PostGradient.Row(i), parts.Width);
            Context.Dropout?.Apply(index, gradient, (first + i) * parts.Width);
            foreach (var row in rowOf.Slice((first + i) * parts.NCtx, parts.NCtx))
            {
                VectorOps.Add(PartGradient(group, row), gradient);
            }
        }
    }

    private Span<float> BiasGradient(int group) => new(weightGradients.Row(((group + 1) * WeightRows) - 1), classes);

    private Span<float> PartGradient(int group, int row) =>
        new(partGradients.Row((group * parts.Map.Count) + row), parts.Width);

    private void SumWeights(int first, int end)
    {
        for (var neuron = first; neuron < end; neuron++)
        {
            var target = Context.Gradient(weight).Slice(neuron * classes, classes);
            for (var group = 0; group < groups; group++)
            {
                VectorOps.Add(target, new Span<float>(weightGradients.Row((group * WeightRows) + neuron), classes));
            }
        }
    }

    private void SumParts(int first, int end)
    {
        for (var row = first; row < end; row++)
        {
            for (var group = 0; group < groups; group++)
            {
                VectorOps.Add(parts.Rows.GradientRow(row), PartGradient(group, row));
            }
        }
    }

    /// <summary>What one thread needs while it works on a block of samples.</summary>
    private sealed class PairBlock : IDisposable
    {
        // Floats of neurons in a block: they then stay in the second-level cache, beside the weights.
        private const int MostFloats = 120_000;

        public PairBlock(int stride, int outputs)
        {
            Samples = PanelProduct.RowUnit * Math.Clamp(MostFloats / (3 * stride * PanelProduct.RowUnit), 1, 8);
            (Pre, Post, PostGradient) = (new FloatTable(stride), new FloatTable(stride), new FloatTable(stride));
            (Logits, PackedGradient) = (new FloatTable(outputs), new FloatTable(outputs));
            Shares = new double[outputs];
            foreach (var table in new[] { Pre, PostGradient, Logits, PackedGradient })
            {
                table.Reserve(Samples);
            }
            // A transposed product reads whole tiles of neurons: in the last row past its end.
            Post.Reserve(Samples + 1);
        }

        /// <summary>Most samples of a block.</summary>
        public int Samples { get; }

        /// <summary>Neurons before the non-linearity, [samples, stride].</summary>
        public FloatTable Pre { get; }

        /// <summary>Neurons behind the non-linearity, [samples, stride].</summary>
        public FloatTable Post { get; }

        /// <summary>Their gradient, [samples, stride].</summary>
        public FloatTable PostGradient { get; }

        /// <summary>Logits, then their gradient, [samples, outputs].</summary>
        public FloatTable Logits { get; }

        /// <summary>The gradient of logits, packed.</summary>
        public FloatTable PackedGradient { get; }

        /// <summary>Room for the softmax of a row.</summary>
        public double[] Shares { get; }

        public void Dispose()
        {
            foreach (var table in new[] { Pre, Post, PostGradient, Logits, PackedGradient })
            {
                table.Dispose();
            }
        }
    }
}
