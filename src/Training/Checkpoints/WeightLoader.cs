namespace Grokking.Training;

/// <summary>Copies a file's tensors into weights. That each is there and has the right shape is known before memory is taken: a config
/// may claim any network.</summary>
internal static class WeightLoader
{
    /// <summary>Makes weights of a file's tensors.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="tensors">Tensors by our names and shapes.</param>
    /// <param name="table">The network's weights.</param>
    /// <param name="prefix">Before each name in the file.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown, of another shape, or not finite.</exception>
    public static Weights Load(string path, IReadOnlyDictionary<string, Tensor> tensors, ParameterTable table, string prefix = "")
    {
        foreach (var parameter in table.All)
        {
            RequireShape(path, tensors, prefix + parameter.Name, parameter.Shape);
        }
        if (prefix.Length == 0 && tensors.Keys.FirstOrDefault(name => !table.Contains(name)) is { } unknown)
        {
            throw new InvalidDataException(
                $"{path}: '{ForeignText.Show(unknown)}' {tensors[unknown].Shape} belongs to no layer of this architecture.");
        }
        var weights = new Weights(table);
        foreach (var parameter in table.All)
        {
            var name = prefix + parameter.Name;
            RequireFinite(path, name, tensors[name]);
            tensors[name].Span.CopyTo(weights[parameter.Name].Span);
        }
        return weights;
    }

    /// <summary>The tensor of a name, which must have a shape.</summary>
    /// <exception cref="InvalidDataException">It is missing or of another shape; the message says which.</exception>
    public static Tensor RequireShape(string path, IReadOnlyDictionary<string, Tensor> tensors, string name, Shape expected)
    {
        if (!tensors.TryGetValue(name, out var tensor))
        {
            throw new InvalidDataException($"{path}: '{name}' {expected} is missing.{Suggest.Among(name, tensors.Keys)}");
        }
        return tensor.Shape == expected
            ? tensor
            : throw new InvalidDataException($"{path}: '{name}': expected {expected}, got {tensor.Shape}.{Require.ShapeHint(tensor.Shape, expected)}");
    }

    /// <summary>Throws when a tensor has an infinity or a NaN.</summary>
    public static void RequireFinite(string path, string name, Tensor tensor)
    {
        var values = tensor.Span;
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidDataException($"{path}: '{name}' has {values[i]} at element {i}; expected finite weights.");
            }
        }
    }
}
