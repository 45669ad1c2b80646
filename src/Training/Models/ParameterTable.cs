namespace Grokking.Training;

/// <summary>
/// Where each parameter lies in the one flat float32 buffer. Parameters follow each other in the order in which
/// the architecture's layers name them, which is also the order in which their starts are drawn.
/// </summary>
public sealed class ParameterTable
{
    private readonly Dictionary<string, Parameter> byName;

    /// <summary>Lays the specs out one after the other.</summary>
    /// <exception cref="ArgumentException">Two specs share a name.</exception>
    public ParameterTable(IEnumerable<ParameterSpec> specs)
    {
        ArgumentNullException.ThrowIfNull(specs);
        var all = new List<Parameter>();
        var offset = 0;
        foreach (var spec in specs)
        {
            all.Add(new Parameter(spec, offset));
            offset = checked(offset + spec.Shape.Count);
        }
        All = all;
        Count = offset;
        byName = all.ToDictionary(parameter => parameter.Name);
    }

    /// <summary>The parameters in buffer order.</summary>
    public IReadOnlyList<Parameter> All { get; }

    /// <summary>Total number of elements: the buffer's length.</summary>
    public int Count { get; }

    /// <summary>The parameter of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the known names.</exception>
    public Parameter this[string name] =>
        byName.TryGetValue(name, out var found)
            ? found
            : throw new ArgumentException($"parameter '{name}' is unknown.{Suggest.Among(name, byName.Keys)}", nameof(name));

    /// <summary>Whether a parameter has that name.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);
}
