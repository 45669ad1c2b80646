using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Grokking.Conventions.Tests;

public sealed partial class BuildSettingsTests
{
    /// <summary>Rules of the analysis that catch texts which depend on the machine's culture.</summary>
    private static readonly string[] CultureRules = ["CA1304", "CA1305", "CA1310", "CA1311"];

    [Fact]
    public void Warnings_AreErrors()
    {
        var build = XDocument.Parse(Repository.Read("Directory.Build.props"));

        Assert.Equal("true", build.Descendants("TreatWarningsAsErrors").Single().Value);
        Assert.Equal("latest-recommended", build.Descendants("AnalysisLevel").Single().Value);
        Assert.Equal("enable", build.Descendants("Nullable").Single().Value);
    }

    [Fact]
    public void CultureRules_AreMutedNowhere() => Rule.Holds(
        from file in Repository.Files
        where Settings().IsMatch(file) && !file.StartsWith("tests/Conventions.Tests/", StringComparison.Ordinal)
        from place in Repository.Find(file, Repository.Read(file), Mute())
        where CultureRules.Any(rule => place.Contains(rule, StringComparison.Ordinal))
            && !place.Contains("severity = warning", StringComparison.Ordinal)
            && !place.Contains("severity = error", StringComparison.Ordinal)
        select place,
        "Numbers become text in invariant culture, everywhere: a config or a CSV file written under a comma culture cannot be "
        + "read under another. Pass CultureInfo.InvariantCulture instead of muting the rule.");

    [Fact]
    public void Unsafe_IsAllowedInTrainingAlone() => Rule.Holds(
        from project in Repository.Projects("src")
        where project != "src/Training/Training.csproj"
            && Repository.Read(project).Contains("AllowUnsafeBlocks", StringComparison.Ordinal)
        select project,
        "Only the kernels work on pointers.");

    [GeneratedRegex(@"\.(cs|csproj|props|targets)$|(^|/)\.(editorconfig|globalconfig)$")]
    private static partial Regex Settings();

    [GeneratedRegex(@"NoWarn|pragma warning disable|severity\s*=|SuppressMessage")]
    private static partial Regex Mute();
}
