namespace Grokking.Training;

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
