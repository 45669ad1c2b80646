namespace Grokking.Training;

/// <summary>The hooks of one pass, by name.</summary>
internal sealed class HookSet
{
    private readonly Dictionary<string, List<Action<Tensor>>> actions = [];

    /// <summary>Collects hooks; those of one name run in the order given.</summary>
    /// <exception cref="ArgumentException">The architecture has no hook point of that name.</exception>
    public HookSet(Architecture architecture, IEnumerable<Hook> hooks)
    {
        var known = architecture.HookPoints.ToList();
        foreach (var hook in hooks)
        {
            Require.That(known.Contains(hook.Name), $"'{hook.Name}' is not a hook point.{Suggest.Among(hook.Name, known)}", nameof(hooks));
            if (!actions.TryGetValue(hook.Name, out var list))
            {
                actions[hook.Name] = list = [];
            }
            list.Add(hook.Action);
        }
    }

    /// <summary>Whether anyone asked for an activation of that name.</summary>
    public bool Wants(string name) => actions.ContainsKey(name);

    /// <summary>Whether anyone asked for an activation that shared rows would not show sample by sample.</summary>
    public bool NeedsOwnRows(Architecture architecture) => architecture.HookPointsBeforeFirstMix.Any(Wants);

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
}
