namespace Grokking.Training;

/// <summary>How a pair (a, b) is written as tokens.</summary>
/// <param name="EqualsSign">Whether a last token, "=", follows; its id is the largest.</param>
/// <param name="SeparateVocabularies">Whether b is written as token b + p, so that a and b share no embedding.</param>
public sealed record TokenFormat(bool EqualsSign = true, bool SeparateVocabularies = false)
{
    /// <summary>Number of positions: 2, or 3 with the equals sign.</summary>
    public int NCtx => EqualsSign ? 3 : 2;

    /// <summary>Number of tokens for modulus <paramref name="p"/>.</summary>
    public int DVocab(int p) => (SeparateVocabularies ? 2 * p : p) + (EqualsSign ? 1 : 0);

    /// <summary>Writes the tokens of one pair.</summary>
    /// <param name="p">The modulus.</param>
    /// <param name="a">First number, 0..p−1.</param>
    /// <param name="b">Second number, 0..p−1.</param>
    /// <param name="tokens">Overwritten, [pos].</param>
    public void Write(int p, int a, int b, Span<int> tokens)
    {
        tokens[0] = a;
        tokens[1] = SeparateVocabularies ? b + p : b;
        if (EqualsSign)
        {
            tokens[2] = DVocab(p) - 1;
        }
    }
}
