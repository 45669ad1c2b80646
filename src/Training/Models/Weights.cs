namespace Grokking.Training;

/// <summary>
/// A model's weights: one flat float32 buffer, and named views that share it. Not safe for concurrent writing.
/// </summary>
public sealed class Weights
{
    /// <summary>Views over <paramref name="buffer"/>, which is shared, not copied.</summary>
    /// <exception cref="ArgumentException">The buffer's length is not the table's element count.</exception>
    public Weights(ParameterTable table, float[] buffer)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(buffer);
        Require.That(buffer.Length == table.Count, $"expected {table.Count} values, got {buffer.Length}.", nameof(buffer));
        Table = table;
        Buffer = buffer;
    }

    /// <summary>Weights that are all zero.</summary>
    public Weights(ParameterTable table)
        : this(table, new float[table.Count])
    {
    }

    /// <summary>Names, shapes and offsets.</summary>
    public ParameterTable Table { get; }

    /// <summary>All values, in the table's order.</summary>
    public float[] Buffer { get; }

    /// <summary>A view of one parameter, by checkpoint key.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public Tensor this[string name]
    {
        get
        {
            var parameter = Table[name];
            return new Tensor(parameter.Shape, Buffer.AsMemory(parameter.Offset, parameter.Count));
        }
    }

    /// <summary>Token embedding, [d_vocab, d_model].</summary>
    public Tensor W_E => this[ParameterNames.W_E];

    /// <summary>Positional embedding, [n_ctx, d_model].</summary>
    public Tensor W_pos => this[ParameterNames.W_pos];

    /// <summary>Unembedding, [d_model, d_vocab_out].</summary>
    public Tensor W_U => this[ParameterNames.W_U];

    /// <summary>Query weights of a block, [n_heads, d_model, d_head].</summary>
    public Tensor W_Q(int block = 0) => this[ParameterNames.W_Q(block)];

    /// <summary>Key weights of a block, [n_heads, d_model, d_head].</summary>
    public Tensor W_K(int block = 0) => this[ParameterNames.W_K(block)];

    /// <summary>Value weights of a block, [n_heads, d_model, d_head].</summary>
    public Tensor W_V(int block = 0) => this[ParameterNames.W_V(block)];

    /// <summary>Attention output weights of a block, [n_heads, d_head, d_model].</summary>
    public Tensor W_O(int block = 0) => this[ParameterNames.W_O(block)];

    /// <summary>MLP input weights of a block, [d_model, d_mlp].</summary>
    public Tensor W_in(int block = 0) => this[ParameterNames.W_in(block)];

    /// <summary>MLP input bias of a block, [d_mlp].</summary>
    public Tensor b_in(int block = 0) => this[ParameterNames.b_in(block)];

    /// <summary>MLP output weights of a block, [d_mlp, d_model].</summary>
    public Tensor W_out(int block = 0) => this[ParameterNames.W_out(block)];

    /// <summary>MLP output bias of a block, [d_model].</summary>
    public Tensor b_out(int block = 0) => this[ParameterNames.b_out(block)];

    /// <summary>Sum of the squares of all weights, in double, summed parameter by parameter.</summary>
    public double SumOfSquares() => Table.All.Sum(parameter => SumOfSquares(parameter.Name));

    /// <summary>Sum of the squares of one parameter, in double.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public double SumOfSquares(string name)
    {
        var sum = 0.0;
        foreach (var value in this[name].Span)
        {
            sum += (double)value * value;
        }
        return sum;
    }

    /// <summary>A copy with its own buffer.</summary>
    public Weights Clone() => new(Table, (float[])Buffer.Clone());
}

/// <summary>Initial weights.</summary>
public static class WeightInit
{
    /// <summary>
    /// What PyTorch's CPU generator draws after <c>torch.manual_seed(seed)</c>, parameter by parameter in the table's order and
    /// in the layout of Nanda et al. (2023). With seed 0 the mainline network starts where the paper's run started.
    /// </summary>
    /// <param name="architecture">The network.</param>
    /// <param name="seed">The seed, as torch takes it.</param>
    public static Weights Draw(Architecture architecture, int seed)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        var weights = new Weights(architecture.Parameters);
        var generator = new TorchRandom(seed);
        foreach (var parameter in architecture.Parameters.All)
        {
            DrawOne(parameter, generator, weights[parameter.Name].Span);
        }
        return weights;
    }

    private static void DrawOne(Parameter parameter, TorchRandom generator, Span<float> target)
    {
        var (kind, scale) = parameter.Spec.Start;
        if (kind == InitialisationKind.Constant)
        {
            target.Fill((float)scale);
            return;
        }
        var drawn = new float[parameter.Count];
        if (kind == InitialisationKind.Normal)
        {
            generator.FillNormal(drawn);
        }
        else
        {
            generator.FillUniform(drawn);
        }
        for (var i = 0; i < drawn.Length; i++)
        {
            drawn[i] = (float)(scale * (kind == InitialisationKind.Normal ? drawn[i] : (2.0 * drawn[i]) - 1));
        }
        PaperLayout.ToOurs(parameter.Name, drawn, parameter.Shape, target);
    }
}

/// <summary>How a parameter starts: independent draws of one distribution.</summary>
/// <param name="Kind">The distribution.</param>
/// <param name="Scale">Standard deviation of a normal, half-width of a uniform, the value of a constant.</param>
public readonly record struct Initialisation(InitialisationKind Kind, double Scale)
{
    /// <summary>A standard deviation alone means a normal with mean 0.</summary>
    public static implicit operator Initialisation(double standardDeviation) => Normal(standardDeviation);

    /// <summary>Normal with mean 0 and the given standard deviation.</summary>
    public static Initialisation Normal(double standardDeviation) => new(InitialisationKind.Normal, standardDeviation);

    /// <summary>Uniform between −<paramref name="halfWidth"/> and <paramref name="halfWidth"/>.</summary>
    public static Initialisation Uniform(double halfWidth) => new(InitialisationKind.Uniform, halfWidth);

    /// <summary>Every element the same.</summary>
    public static Initialisation Constant(double value) => new(InitialisationKind.Constant, value);
}

/// <summary>The distribution that a parameter's start is drawn from.</summary>
public enum InitialisationKind
{
    /// <summary>One value for all elements; draws nothing from the generator.</summary>
    Constant,

    /// <summary>Normal with mean 0.</summary>
    Normal,

    /// <summary>Uniform, symmetric about 0.</summary>
    Uniform,
}

/// <summary>
/// The layout of Nanda et al. (2023) and Zhong et al. (2023): matrices that act on columns, so most are transposed relative to
/// ours. Their random draws fill that layout row by row.
/// </summary>
internal static class PaperLayout
{
    /// <summary>The shape that the papers store a parameter in.</summary>
    /// <param name="name">Checkpoint key, ours and theirs.</param>
    /// <param name="shape">Our shape.</param>
    public static Shape ShapeOf(string name, Shape shape) => LastPart(name) switch
    {
        "W_E" or "W_in" or "W_out" => new Shape(shape[1], shape[0]),
        "W_K" or "W_Q" or "W_V" => new Shape(shape[0], shape[2], shape[1]),
        "W_O" => new Shape(shape[2], shape[0] * shape[1]),
        _ => shape,
    };

    /// <summary>Rearranges a parameter from the papers' layout to ours.</summary>
    /// <param name="name">Checkpoint key.</param>
    /// <param name="paper">Values in the papers' layout.</param>
    /// <param name="shape">Our shape.</param>
    /// <param name="ours">Overwritten.</param>
    public static void ToOurs(string name, ReadOnlySpan<float> paper, Shape shape, Span<float> ours)
    {
        switch (LastPart(name))
        {
            case "W_E" or "W_in" or "W_out":
                Transpose(paper, shape[1], shape[0], ours);
                break;
            case "W_K" or "W_Q" or "W_V":
                var size = shape[1] * shape[2];
                for (var head = 0; head < shape[0]; head++)
                {
                    Transpose(paper.Slice(head * size, size), shape[2], shape[1], ours.Slice(head * size, size));
                }
                break;
            case "W_O":
                Transpose(paper, shape[2], shape[0] * shape[1], ours);
                break;
            default:
                paper.CopyTo(ours);
                break;
        }
    }

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];

    /// <summary>Writes rows as columns.</summary>
    public static void Transpose(ReadOnlySpan<float> source, int rows, int columns, Span<float> target)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                target[(column * rows) + row] = source[(row * columns) + column];
            }
        }
    }
}
