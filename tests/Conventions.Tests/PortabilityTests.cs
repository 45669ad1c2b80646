using System.Text.RegularExpressions;

namespace Grokking.Conventions.Tests;

public sealed class PortabilityTests
{
    private static readonly string[] TextFiles =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".ipynb", ".md", ".py", ".js", ".css", ".sh", ".yml",
            ".editorconfig", ".npmrc", ".gitignore", ""];

    // Put together from parts, so that this file does not break its own rule.
    private static readonly Regex MachinePath =
        new("(^|[\"'\\s(=])(/" + "home/|/" + "root/|/" + "Users/|/" + "work/|/" + "mnt/|[A-Z]:\\\\" + "Users\\\\)");
    private static readonly Regex PackageHost = new(
        "(registry\\.[a-z]|nuget\\." + "org|npmjs\\." + "(org|com)|pypi\\." + "org|arti" + "factory|j" + "frog)",
        RegexOptions.IgnoreCase);

    [Fact]
    public void Files_NameNoPathsOfOneMachine() => Rule.Holds(
        from file in Texts()
        from place in Repository.Find(file, Repository.Read(file), MachinePath)
        select place,
        "A clone works in any folder of any machine: paths are relative to the repository, or given by the user.");

    [Fact]
    public void Files_NameNoPackageHosts() => Rule.Holds(
        from file in Texts()
        from place in Repository.Find(file, Repository.Read(file), PackageHost)
        select place,
        "Where packages come from is a setting of the machine, not of this repository: some reach only a copy. Lock files leave "
        + "the host out (omit-lockfile-registry-resolved).");

    [Fact]
    public void Files_AreNotLarge() => Rule.Holds(
        from file in Repository.Files
        let size = new FileInfo(Path.Combine(Repository.Root, file)).Length
        where size > 2_000_000
        select $"{file}: {size} bytes",
        "A clone stays small: large data is made by a script, or lies in the fixtures folder.");

    private static IEnumerable<string> Texts() => Repository.Files.Where(file => TextFiles.Contains(Path.GetExtension(file)));
}
