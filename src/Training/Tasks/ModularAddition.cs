namespace Grokking.Training;

/// <summary>a + b mod p.</summary>
/// <param name="P">The modulus.</param>
public sealed record ModularAddition(int P) : ModularTask(P)
{
    /// <summary>The id of this task.</summary>
    public const string TaskId = "mod-add";

    /// <inheritdoc/>
    public override string Id => TaskId;

    /// <inheritdoc/>
    public override string Description => $"a + b mod {P}";

    /// <inheritdoc/>
    public override int Answer(int a, int b) => (a + b) % P;
}
