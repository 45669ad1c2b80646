namespace Grokking.Training;

/// <summary>Activations of one point of the network, [rows, width], with their gradients. Grows, never shrinks.</summary>
internal sealed class RowBuffer(int width)
{
    private float[] values = [];
    private float[] gradients = [];

    /// <summary>Elements in a row.</summary>
    public int Width => width;

    /// <summary>Number of rows in use.</summary>
    public int Rows { get; private set; }

    /// <summary>The activations, [rows, width].</summary>
    public Span<float> Values => values.AsSpan(0, Rows * width);

    /// <summary>The same memory, for views that outlive a call.</summary>
    public Memory<float> Memory => values.AsMemory(0, Rows * width);

    /// <summary>The same memory as <see cref="Gradients"/>, for views that outlive a call.</summary>
    public Memory<float> GradientMemory => gradients.AsMemory(0, Rows * width);

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
