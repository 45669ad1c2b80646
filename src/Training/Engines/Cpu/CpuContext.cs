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

    /// <summary>Shown activations as they are computed; null when nobody looks.</summary>
    public HookSet? Hooks { get; set; }

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

    /// <summary>Adds inputᵀ·gradient to the gradient of a weight matrix: the backward of output = input·W.</summary>
    public void AddWeightGradient(Matrix input, Matrix gradient, Parameter weight)
    {
        if (WithParameterGradients)
        {
            product.Multiply(input.Transposed, gradient, Gradient(weight), gradient.Columns, accumulate: true);
        }
    }

    /// <summary>Adds the sum of gradients over rows to the gradient of a bias: the backward of output = input + b.</summary>
    public void AddBiasGradient(RowBuffer output, Parameter bias)
    {
        if (WithParameterGradients)
        {
            (summed, sumTarget) = (output, bias);
            sumLoop.Run(bias.Count);
        }
    }

    private void SumColumns(int first, int end) => VectorOps.ColumnSums(summed.Gradients, summed.Width, Gradient(sumTarget!), first, end);
}
