namespace Grokking.Training;

/// <summary>What all layers of one network share.</summary>
internal sealed class CpuContext
{
    private const int SumBlock = 64;

    private readonly Architecture architecture;
    private readonly ThreadTeam team;
    private readonly MatrixProduct product;
    private readonly RowLoop sumLoop;
    private readonly List<RowBuffer> buffers = [];
    private RowBuffer summed = new(0);
    private Parameter? sumTarget;

    public CpuContext(Architecture architecture, ThreadTeam team, MatrixProduct product)
    {
        (this.architecture, this.team, this.product) = (architecture, team, product);
        sumLoop = new RowLoop(team, SumColumns, SumBlock);
    }

    /// <summary>The list of layers.</summary>
    public Architecture Architecture => architecture;

    /// <summary>The threads.</summary>
    public ThreadTeam Team => team;

    /// <summary>Matrix products on those threads.</summary>
    public MatrixProduct Product => product;

    /// <summary>The flat weight buffer of the current pass.</summary>
    public float[] Weights { get; set; } = [];

    /// <summary>The flat gradient buffer, added to by backward passes.</summary>
    public float[] Gradients { get; set; } = [];

    /// <summary>What the current pass computes.</summary>
    public ForwardPlan Plan { get; set; } = new();

    /// <summary>Whether a backward pass follows, so that layers make room for gradients.</summary>
    public bool WithGradients { get; set; }

    /// <summary>Whether a backward pass goes on to the parameters, or stops at what each layer read.</summary>
    public bool WithParameterGradients { get; set; }

    /// <summary>Whether a backward pass comes with the same gradient for every row, so that one row's product stands for all:
    /// from the logits to the first layer that tells rows apart.</summary>
    public bool WithEqualGradients { get; set; }

    /// <summary>Sets values to zero while gradients are taken; null for none.</summary>
    public Dropout? Dropout { get; set; }

    /// <summary>Shown activations as they are computed; null when nobody looks.</summary>
    public HookSet? Hooks { get; set; }

    /// <summary>Whether the layer that runs leaves what its neurons receive as it is: it is there from the pass before, or a
    /// hook brings it.</summary>
    public bool KeepsPre { get; set; }

    /// <summary>The values of one parameter.</summary>
    public ReadOnlySpan<float> Weight(Parameter parameter) => Weights.AsSpan(parameter.Offset, parameter.Count);

    /// <summary>The gradient of one parameter.</summary>
    public Span<float> Gradient(Parameter parameter) => Gradients.AsSpan(parameter.Offset, parameter.Count);

    /// <summary>A parameter of the architecture.</summary>
    public Parameter Parameter(string name) => architecture.Parameters[name];

    /// <summary>A buffer whose gradients <see cref="ClearGradients"/> clears.</summary>
    public RowBuffer NewBuffer(int width)
    {
        var buffer = new RowBuffer(width);
        buffers.Add(buffer);
        return buffer;
    }

    /// <summary>Sets the gradients of all activations to zero, for another backward pass from the same forward pass.</summary>
    public void ClearGradients()
    {
        foreach (var buffer in buffers)
        {
            buffer.ClearGradients();
        }
    }

    /// <summary>gradient·Wᵀ, row by row: the backward of output = input·W, to its input.</summary>
    /// <param name="gradient">[rows, width of the output].</param>
    /// <param name="transposed">Wᵀ.</param>
    /// <param name="target">[rows, width of the input], from the first element of the first row; where gradients are equal, its
    /// rows are equal too, such as all zero.</param>
    /// <param name="stride">Elements from one row of it to the next.</param>
    /// <param name="accumulate">Whether the product is added.</param>
    public void MultiplyBack(Matrix gradient, Matrix transposed, Span<float> target, int stride, bool accumulate)
    {
        if (!WithEqualGradients)
        {
            product.Multiply(gradient, transposed, target, stride, accumulate);
            return;
        }
        var one = target[..transposed.Columns];
        product.Multiply(gradient.FirstRow, transposed, one, stride, accumulate);
        for (var row = 1; row < gradient.Rows; row++)
        {
            one.CopyTo(target[(row * stride)..]);
        }
    }

    /// <summary>Adds inputᵀ·gradient to the gradient of a weight matrix: the backward of output = input·W.</summary>
    public void AddWeightGradient(Matrix input, Matrix gradient, Parameter weight)
    {
        if (WithParameterGradients)
        {
            product.Multiply(input.Transposed, gradient, Gradient(weight), gradient.Columns, accumulate: true);
        }
    }

    /// <summary>Adds the sum of gradients over rows to the gradient of a bias, where there is one: the backward of output = input
    /// + b.</summary>
    public void AddBiasGradient(RowBuffer output, Parameter? bias)
    {
        if (WithParameterGradients && bias is not null)
        {
            (summed, sumTarget) = (output, bias);
            sumLoop.Run(bias.Count);
        }
    }

    private void SumColumns(int first, int end) =>
        VectorOps.ColumnSums(summed.Gradients, summed.Width, Gradient(sumTarget!), first, end);
}

/// <summary>
/// Dropout (Srivastava et al. 2014): a share of the values is set to zero, and the others grow by 1/(1 − share). Which they are
/// depends on seed, step, layer and place, so that a resumed run, at any number of threads, drops the same.
/// </summary>
/// <param name="share">0 to below 1.</param>
/// <param name="seed">Seed of the draws.</param>
internal sealed class Dropout(double share, int seed)
{
    // Streams of other noise lie below.
    private const int FirstStream = 16;

    /// <summary>Number of updates done.</summary>
    public int Step { get; set; }

    /// <summary>Drops values, or the gradients of those that were dropped.</summary>
    /// <param name="layer">Index of the layer, for draws of its own.</param>
    /// <param name="values">A part of its values.</param>
    /// <param name="first">Place of the first of them.</param>
    public void Apply(int layer, Span<float> values, int first)
    {
        var noise = new CounterNoise(seed, Step, FirstStream + layer);
        var grow = (float)(1 / (1 - share));
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = noise.Uniform(first + i) < share ? 0 : values[i] * grow;
        }
    }
}

/// <summary>What a layer reads: the residual stream, what a branch reads of it (the same, or its LayerNorm), and their
/// rows.</summary>
internal readonly record struct ResidualStream(RowBuffer Residual, RowBuffer Branch, RowMap Map)
{
    /// <summary>A stream whose branches read it as it is.</summary>
    public ResidualStream(RowBuffer residual, RowMap map)
        : this(residual, residual, map)
    {
    }
}

/// <summary>Activations of one point of the network, [rows, width], with their gradients. Grows, never shrinks.</summary>
internal sealed class RowBuffer(int width)
{
    private float[] values = [];
    private float[] gradients = [];

    /// <summary>Elements in a row.</summary>
    public int Width => width;

    /// <summary>The rows that these are only added to, whose gradient is theirs too; null for rows with a gradient of their
    /// own.</summary>
    public RowBuffer? AddedTo { get; set; }

    /// <summary>Number of rows in use.</summary>
    public int Rows { get; private set; }

    /// <summary>The activations, [rows, width].</summary>
    public Span<float> Values => values.AsSpan(0, Rows * width);

    /// <summary>The same memory, for views that outlive a call.</summary>
    public Memory<float> Memory => values.AsMemory(0, Rows * width);

    /// <summary>The same memory as <see cref="Gradients"/>, for views that outlive a call.</summary>
    public Memory<float> GradientMemory => (AddedTo ?? this).gradients.AsMemory(0, Rows * width);

    /// <summary>Gradients of the loss, [rows, width]; only after a <see cref="Resize"/> that asked for them.</summary>
    public Span<float> Gradients => gradients.AsSpan(0, Rows * width);

    /// <summary>One row of activations.</summary>
    public Span<float> Row(int row) => values.AsSpan(row * width, width);

    /// <summary>One row of gradients.</summary>
    public Span<float> GradientRow(int row) => gradients.AsSpan(row * width, width);

    /// <summary>Makes room for rows, whose contents are undefined; gradients, when asked for, are zero.</summary>
    public void Resize(int rows, bool withGradients)
    {
        Rows = rows;
        var length = checked(rows * width);
        if (values.Length < length)
        {
            values = GC.AllocateUninitializedArray<float>(length);
        }
        if (!withGradients)
        {
            return;
        }
        if (gradients.Length < length)
        {
            gradients = GC.AllocateUninitializedArray<float>(length);
        }
        Gradients.Clear();
    }

    /// <summary>Sets the gradients, if there are any, to zero.</summary>
    public void ClearGradients() => gradients.AsSpan(0, Math.Min(gradients.Length, Rows * width)).Clear();
}

/// <summary>
/// One layer on the CPU. Forward overwrites its outputs; backward adds to the gradients of its input and parameters.
/// </summary>
internal abstract class CpuLayer(CpuContext context)
{
    /// <summary>What all layers share.</summary>
    protected CpuContext Context => context;

    /// <summary>Computes this layer's output and remembers its input for the backward pass.</summary>
    public abstract ResidualStream Forward(ResidualStream input);

    /// <summary>From the gradient of the output to those of input and parameters.</summary>
    public abstract void Backward();

    /// <summary>Moves what is kept with the weights and not trained, after the update that follows a gradient.</summary>
    public virtual void AfterUpdate(float[] weights)
    {
    }

    /// <summary>Shows rows as [batch, pos, …] to hooks of that name.</summary>
    protected void Visit(string name, RowBuffer rows, RowMap map, params ReadOnlySpan<int> inner)
    {
        if (context.Hooks is { } hooks && hooks.Wants(name))
        {
            hooks.Visit(name, rows, [map.Samples, map.Positions, .. inner]);
        }
    }

    /// <summary>The same for a block's activation; the name is only made when somebody looks, so that a step allocates
    /// nothing.</summary>
    protected void Visit(Func<int, string> name, int block, RowBuffer rows, RowMap map, params ReadOnlySpan<int> inner)
    {
        if (context.Hooks is not null)
        {
            Visit(name(block), rows, map, inner);
        }
    }
}
