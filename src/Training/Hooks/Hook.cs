namespace Grokking.Training;

/// <summary>
/// A function that is shown one activation during a forward pass and may change it in place; what follows is computed
/// from the changed values.
/// </summary>
/// <param name="Name">Hook point, as in <see cref="HookNames"/>.</param>
/// <param name="Action">Called with the activation, whose shape is the hook point's. Not kept beyond the call.</param>
public sealed record Hook(string Name, Action<Tensor> Action)
{
    /// <summary>Replaces the activation by given values.</summary>
    /// <param name="name">Hook point.</param>
    /// <param name="values">Same shape as the activation.</param>
    public static Hook Replace(string name, Tensor values) => new(name, activation =>
    {
        Require.HasShape(values.Shape, activation.Shape, name);
        values.Span.CopyTo(activation.Span);
    });

    /// <summary>Sets the activation to zero.</summary>
    public static Hook ZeroAblate(string name) => new(name, activation => activation.Span.Clear());

    /// <summary>Replaces each value by the mean over the batch (the outermost axis) of the same entry.</summary>
    public static Hook MeanAblate(string name) => new(name, MeanOverBatch);

    private static void MeanOverBatch(Tensor activation)
    {
        var batch = activation.Shape[0];
        var width = activation.Count / Math.Max(batch, 1);
        var sums = new double[width];
        var values = activation.Span;
        for (var start = 0; start < values.Length; start += width)
        {
            for (var i = 0; i < width; i++)
            {
                sums[i] += values[start + i];
            }
        }
        for (var i = 0; i < values.Length && i < width; i++)
        {
            values[i] = (float)(sums[i] / batch);
        }
        for (var start = width; start < values.Length; start += width)
        {
            values[..width].CopyTo(values[start..]);
        }
    }
}
