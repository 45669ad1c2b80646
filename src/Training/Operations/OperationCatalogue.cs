using System.Collections.Concurrent;

namespace Grokking.Training;

/// <summary>The operations that can be named in a config, those of a user's own among them.</summary>
public static class OperationCatalogue
{
    private static readonly ConcurrentDictionary<string, Func<int, BinaryOperation>> Entries = new(
        ModularOperation.All.Select(kind => Entry(kind.Id, p => ModularOperation.Of(kind.Id, p))).Concat(
        [
            Entry(DihedralOperation.OperationId, order => new DihedralOperation(order)),
            Entry(PermutationOperation.SymmetricId, order => new PermutationOperation(PermutationOperation.SymmetricId, order)),
            Entry(PermutationOperation.AlternatingId, order => new PermutationOperation(PermutationOperation.AlternatingId, order)),
        ]));

    /// <summary>The ids, in order.</summary>
    public static IReadOnlyList<string> Ids => [.. Entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes an operation of one's own known to configs and checkpoints of this process, from training to report.</summary>
    /// <param name="id">Its id: lower-case words joined by hyphens.</param>
    /// <param name="create">Makes it at a modulus, or at an order: what a config calls <c>p</c>. Must throw an
    /// <see cref="ArgumentException"/> where there is none.</param>
    /// <exception cref="ArgumentException">The id is taken by another.</exception>
    public static void Register(string id, Func<int, BinaryOperation> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(create);
        Require.That(Entries.TryAdd(id, create) || Entries[id].Method == create.Method, $"operation '{id}' is there already.", nameof(id));
    }

    /// <summary>The operation of an id.</summary>
    /// <param name="id">An id of <see cref="Ids"/>.</param>
    /// <param name="p">The modulus, or the order of the group, 2 to <see cref="BinaryOperation.LargestSize"/>.</param>
    /// <exception cref="ArgumentException">The id is unknown, or there is no such operation at p.</exception>
    /// <exception cref="ArgumentOutOfRangeException">p is out of range.</exception>
    public static BinaryOperation Create(string id, int p)
    {
        ArgumentNullException.ThrowIfNull(id);
        Require.That(Entries.ContainsKey(id), $"operation '{id}' is unknown.{Suggest.Among(id, Ids)}", nameof(id));
        return Entries[id](Require.InRange(p, 2, BinaryOperation.LargestSize));
    }

    /// <summary>Why there is no such operation, as a sentence; null when there is one.</summary>
    internal static string? Problem(string id, int p)
    {
        try
        {
            Create(id, p);
            return null;
        }
        catch (ArgumentException error)
        {
            return error.Message.Split(" (Parameter")[0];
        }
    }

    private static KeyValuePair<string, Func<int, BinaryOperation>> Entry(string id, Func<int, BinaryOperation> create) => new(id, create);
}
