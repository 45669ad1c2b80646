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
