namespace Grokking.Interp;

/// <summary>A checkpoint that a paper's authors published and named, known by the hash of its file.</summary>
/// <param name="Name">What the paper calls it.</param>
/// <param name="Paper">The paper.</param>
/// <param name="Said">What the paper says that it is; null where it gives no word.</param>
/// <param name="Page">The page of the documentation that compares.</param>
public sealed record PublishedNetwork(string Name, string Paper, NetworkVerdict? Said, string Page)
{
    private const string Zhong = "Zhong et al. (2023)";
    private const string Comparison = "docs/clock-and-pizza.md";
    private const string Limits = "docs/honest-limits.md";

    private static readonly Dictionary<string, PublishedNetwork> ByHash = new(StringComparer.Ordinal)
    {
        ["eb58a5a059f05f9f8a434f8f6d62405c6194dc353abf9843cb56382183820e25"] =
            new("Model A", Zhong, NetworkVerdict.Pizza, Comparison),
        ["9c45340a4ce253239687349f690a3687116ef14c35e64f77b69c5abdf6086929"] =
            new("Model B", Zhong, NetworkVerdict.Clock, Comparison),
        ["6b80e9604e2ecbf1c27cb92c10b7a0999bd9492a2b3838d0673fbc72006a5b1e"] = new("Model β", Zhong, null, Limits),
        ["3ad78bf2f87a4b16cab03babf2096d6312b68f8cfcff92acfddf95e88f6e768b"] = new("Model δ", Zhong, null, Limits),
    };

    /// <summary>The published network that an analysis is of; null for any other.</summary>
    public static PublishedNetwork? Of(Analysis analysis)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        return analysis.Source.Sha256 is { } hash ? ByHash.GetValueOrDefault(hash) : null;
    }

    /// <summary>Whether the paper has another word for it.</summary>
    public bool Differs(NetworkVerdict verdict) => Said is { } said && said != verdict;

    /// <summary>What the paper says beside a verdict, in a sentence.</summary>
    public string Remark(NetworkVerdict verdict) => Said switch
    {
        null => $"It is {Name} of {Paper}; {Page} has its numbers.",
        { } said when said == verdict => $"It is {Name} of {Paper}, who say the same.",
        { } said =>
            $"It is {Name} of {Paper}, who call it a {said.ToString().ToLowerInvariant()}: {Page} says why that is too strong a "
                + $"word.",
    };
}
