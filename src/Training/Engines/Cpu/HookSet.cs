namespace Grokking.Training;

/// <summary>The hooks of one pass, by name.</summary>
internal sealed class HookSet
{
    private readonly Dictionary<string, List<Action<Tensor>>> actions = [];
    private readonly Dictionary<string, Func<Tensor>?> gradients = [];

    /// <summary>Collects hooks; those of one name run in the order given.</summary>
    /// <exception cref="ArgumentException">The architecture has no hook point of that name.</exception>
    public HookSet(Architecture architecture, IEnumerable<Hook> hooks)
    {
        var known = architecture.HookPoints.ToList();
        foreach (var hook in hooks)
        {
            Require.That(
                known.Contains(hook.Name), $"'{hook.Name}' is not a hook point.{Suggest.Among(hook.Name, known)}", nameof(hooks));
            if (!actions.TryGetValue(hook.Name, out var list))
            {
                actions[hook.Name] = list = [];
            }
            list.Add(hook.Action);
        }
    }

    /// <summary>Asks for the gradients at some points, to be read after the backward pass.</summary>
    /// <exception cref="ArgumentException">The architecture has no hook point of a given name.</exception>
    public static HookSet OfGradients(Architecture architecture, IEnumerable<string> names)
    {
        var set = new HookSet(architecture, names.Select(name => new Hook(name, static _ => { })));
        foreach (var name in set.actions.Keys)
        {
            set.gradients[name] = null;
        }
        return set;
    }

    /// <summary>Whether anyone asked for an activation of that name.</summary>
    public bool Wants(string name) => actions.ContainsKey(name);

    /// <summary>Whether anyone asked for the gradient at an activation.</summary>
    public bool WantsGradient(string name) => gradients.ContainsKey(name);

    /// <summary>Says where the gradient at an activation can be read after the backward pass.</summary>
    public void Keep(string name, Func<Tensor> gradient)
    {
        if (WantsGradient(name))
        {
            gradients[name] = gradient;
        }
    }

    /// <summary>The gradient at an activation, a copy.</summary>
    public Tensor Gradient(string name) => gradients[name]!();

    /// <summary>Index of the first layer that has to run again when these hooks change; the number of layers for none.</summary>
    public int FirstLayer(Architecture architecture)
    {
        for (var i = 0; i < architecture.Layers.Count; i++)
        {
            // What enters a block is what the layer before it put out.
            if (architecture.BlockStartingAt(i) is { } block && Wants(HookNames.ResidPre(block)))
            {
                return Math.Max(0, i - 1);
            }
            if (architecture.Layers[i].HookPoints.Any(Wants))
            {
                return i;
            }
        }
        return architecture.Layers.Count;
    }

    /// <summary>Whether anyone asked for an activation that shared rows would not show sample by sample.</summary>
    public bool NeedsOwnRows(Architecture architecture) => architecture.HookPointsBeforeFirstMix.Any(Wants);

    /// <summary>Shows rows to those who asked for them, and says where their gradient will be.</summary>
    public void Visit(string name, RowBuffer rows, params ReadOnlySpan<int> sizes)
    {
        Visit(name, rows.Memory, sizes);
        if (WantsGradient(name))
        {
            var shape = new Shape(sizes.ToArray());
            Keep(name, () => new Tensor(shape, rows.GradientMemory).Clone());
        }
    }

    /// <summary>Shows an activation to those who asked for it.</summary>
    public void Visit(string name, Memory<float> values, params ReadOnlySpan<int> sizes)
    {
        if (!actions.TryGetValue(name, out var list))
        {
            return;
        }
        var activation = new Tensor(new Shape(sizes.ToArray()), values);
        foreach (var action in list)
        {
            action(activation);
        }
    }

    /// <summary>Shows attention weights, or scores, as [batch, n_heads, query_pos, key_pos] to those who asked for them. In the
    /// rows each query has its heads side by side: [batch, query_pos, n_heads, key_pos].</summary>
    public void VisitHeads(string name, RowBuffer weights, int samples, int positions, int heads, int keys)
    {
        if (!Wants(name))
        {
            return;
        }
        if (positions == 1)
        {
            Visit(name, weights, samples, heads, 1, keys);
            return;
        }
        Keep(name, () =>
        {
            var gradient = new Tensor(new Shape(samples, heads, positions, keys));
            Reorder(weights.Gradients, gradient.Span, positions, heads, keys);
            return gradient;
        });
        var shown = new float[weights.Values.Length];
        Reorder(weights.Values, shown, positions, heads, keys);
        Visit(name, shown, samples, heads, positions, keys);
        Reorder(shown, weights.Values, heads, positions, keys);
    }

    // [batch, outer, inner, keys] to [batch, inner, outer, keys].
    private static void Reorder(ReadOnlySpan<float> source, Span<float> target, int outer, int inner, int keys)
    {
        for (var row = 0; row < source.Length / keys; row++)
        {
            var (sample, place) = Math.DivRem(row, outer * inner);
            var (o, i) = Math.DivRem(place, inner);
            source.Slice(row * keys, keys).CopyTo(target[(((sample * outer * inner) + (i * outer) + o) * keys)..]);
        }
    }
}
