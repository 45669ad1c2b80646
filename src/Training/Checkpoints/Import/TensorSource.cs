namespace Grokking.Training;

/// <summary>Where one parameter comes from in a foreign file: which tensors, and how they are laid out.</summary>
/// <param name="Names">Keys in the file; several are stacked along the first axis.</param>
/// <param name="Layout">How the file lays it out.</param>
internal sealed record TensorSource(IReadOnlyList<string> Names, TensorLayout Layout)
{
    /// <summary>One tensor.</summary>
    public TensorSource(string name, TensorLayout layout)
        : this([name], layout)
    {
    }

    /// <summary>Requires the tensors that a parameter is made of, with their shapes.</summary>
    /// <exception cref="InvalidDataException">One is missing or of another shape; the message says which.</exception>
    public void RequireShapes(string path, NamedTensors file, Parameter parameter)
    {
        var ours = Stacked(parameter.Shape);
        var expected = Layout switch
        {
            TensorLayout.Paper => PaperLayout.ShapeOf(parameter.Name, ours),
            TensorLayout.Transposed => new Shape(ours[1], ours[0]),
            _ => ours,
        };
        foreach (var name in Names)
        {
            _ = WeightLoader.RequireShape(path, file.Tensors, name, expected);
        }
    }

    /// <summary>Copies the tensors, which have their shapes, into a parameter.</summary>
    /// <exception cref="InvalidDataException">One is not finite; the message says which.</exception>
    public void Fill(string path, NamedTensors file, Parameter parameter, Span<float> target)
    {
        var size = parameter.Count / Names.Count;
        var ours = Stacked(parameter.Shape);
        for (var i = 0; i < Names.Count; i++)
        {
            var tensor = file.Tensors[Names[i]];
            WeightLoader.RequireFinite(path, Names[i], tensor);
            var part = target.Slice(i * size, size);
            switch (Layout)
            {
                case TensorLayout.Paper:
                    PaperLayout.ToOurs(parameter.Name, tensor.Span, ours, part);
                    break;
                case TensorLayout.Transposed:
                    PaperLayout.Transpose(tensor.Span, ours[1], ours[0], part);
                    break;
                default:
                    tensor.Span.CopyTo(part);
                    break;
            }
        }
    }

    private Shape Stacked(Shape whole)
    {
        var sizes = whole.ToArray();
        sizes[0] /= Names.Count;
        return new Shape(sizes);
    }
}
