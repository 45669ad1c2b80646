namespace Grokking.Training;

/// <summary>A kind of foreign state dict.</summary>
/// <param name="Description">What it is, for messages.</param>
internal abstract record StateDictFormat(string Description)
{
    /// <summary>The operations of published checkpoints.</summary>
    private static readonly string[] Published =
        [ModularOperation.Addition, GroupOperation.DihedralId, GroupOperation.SymmetricId, GroupOperation.AlternatingId];

    /// <summary>Whether a file's names are this family's.</summary>
    public abstract bool Recognises(NamedTensors file);

    /// <summary>All ways to understand the file, the likeliest first.</summary>
    /// <exception cref="InvalidDataException">A tensor that decides about sizes is missing or has the wrong rank.</exception>
    public abstract IEnumerable<StateDictReading> Candidates(string path, NamedTensors file, Sidecar sidecar);

    /// <summary>Throws when a tensor of the file has no place in the network.</summary>
    /// <exception cref="InvalidDataException">There is such a tensor.</exception>
    public void RejectUnknown(string path, NamedTensors file)
    {
        var unknown = file.Tensors.Keys.FirstOrDefault(name => !Knows(name));
        if (unknown is not null)
        {
            throw new InvalidDataException(
                $"{path}: '{ForeignText.Show(unknown)}' {file.Tensors[unknown].Shape} has no place in {Description}.");
        }
    }

    /// <summary>Whether a name has a place in this family's networks.</summary>
    protected abstract bool Knows(string name);

    /// <summary>A tensor of a given rank, none of whose axes is empty.</summary>
    protected static Tensor Get(string path, NamedTensors file, string name, int rank)
    {
        if (!file.Tensors.TryGetValue(name, out var tensor))
        {
            throw new InvalidDataException($"{path}: '{name}' is missing.{Suggest.Among(name, file.Tensors.Keys)}");
        }
        return tensor.Shape.Rank == rank && tensor.Count > 0
            ? tensor
            : throw new InvalidDataException($"{path}: '{name}': expected {rank} axes of size 1 or more, got {tensor.Shape}.");
    }

    /// <summary>The tasks that could have <paramref name="answers"/> answers.</summary>
    protected static IEnumerable<(string Id, int P)> TasksWith(int answers, Sidecar sidecar)
    {
        if (answers is < 2 or > BinaryOperation.LargestSize)
        {
            return [];
        }
        return Published
            .Where(id => sidecar.Group is null || sidecar.Group == id)
            .Where(id => OperationCatalogue.Problem(new TaskConfig { Id = id, P = answers }) is null)
            .Select(id => (id, answers));
    }
}
