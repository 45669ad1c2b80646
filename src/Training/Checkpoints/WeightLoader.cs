namespace Grokking.Training;

/// <summary>Copies a file's tensors into weights, checking that each is there, has the right shape and is finite.</summary>
internal static class WeightLoader
{
    /// <summary>Fills all weights.</summary>
    /// <param name="path">What messages call the file.</param>
    /// <param name="tensors">Tensors by our names and shapes.</param>
    /// <param name="weights">Overwritten.</param>
    /// <param name="prefix">Before each name in the file.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, unknown, of another shape, or not finite.</exception>
    public static void Load(string path, IReadOnlyDictionary<string, Tensor> tensors, Weights weights, string prefix = "")
    {
        foreach (var parameter in weights.Table.All)
        {
            var name = prefix + parameter.Name;
            if (!tensors.TryGetValue(name, out var tensor))
            {
                throw new InvalidDataException($"{path}: '{name}' {parameter.Shape} is missing.{Suggest.Among(name, tensors.Keys)}");
            }
            if (tensor.Shape != parameter.Shape)
            {
                throw new InvalidDataException(
                    $"{path}: '{name}': expected {parameter.Shape}, got {tensor.Shape}.{Require.ShapeHint(tensor.Shape, parameter.Shape)}");
            }
            RequireFinite(path, name, tensor);
            tensor.Span.CopyTo(weights[parameter.Name].Span);
        }
        var unknown = tensors.Keys.FirstOrDefault(name =>
            name.StartsWith(prefix, StringComparison.Ordinal) && !weights.Table.Contains(name[prefix.Length..]));
        if (unknown is not null && prefix.Length == 0)
        {
            throw new InvalidDataException($"{path}: '{unknown}' {tensors[unknown].Shape} belongs to no layer of this architecture.");
        }
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
