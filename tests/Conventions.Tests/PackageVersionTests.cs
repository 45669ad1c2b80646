using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Grokking.Conventions.Tests;

public sealed partial class PackageVersionTests
{
    [Fact]
    public void Projects_NameNoVersions() => Rule.Holds(
        from project in Repository.Files
        where project.EndsWith(".csproj", StringComparison.Ordinal) || project.EndsWith(".targets", StringComparison.Ordinal)
        from reference in XDocument.Parse(Repository.Read(project)).Descendants()
            .Where(element => element.Name.LocalName == "PackageReference")
        where reference.Attributes().Any(attribute => attribute.Name.LocalName is "Version" or "VersionOverride")
        select $"{project}: {reference}",
        "The versions of all packages stand in Directory.Packages.props, once, so that two projects cannot come to use different "
            + "ones.");

    [Fact]
    public void Versions_AreExact() => Rule.Holds(
        from package in XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
        let version = (string)package.Attribute("Version")!
        where !ExactVersion().IsMatch(version)
        select $"Directory.Packages.props: {package}",
        "A version is exact: a range or a wildcard makes the same commit build differently on another day.");

    [Fact]
    public void OurVersion_StandsInOnePlace() => Rule.Holds(
        from file in Repository.Files
        where file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".targets", StringComparison.Ordinal)
            || file.EndsWith(".props", StringComparison.Ordinal)
        from element in XDocument.Parse(Repository.Read(file)).Descendants()
        where OwnVersion().IsMatch(element.Name.LocalName) && element.Parent?.Name.LocalName == "PropertyGroup"
            && !(file == "Directory.Build.props" && element.Name.LocalName == "Version")
        select $"{file}: {element}",
        "The tool, the libraries and their packages have one version, <Version> in Directory.Build.props: --version, package "
            + "names and dependencies follow it.");

    [GeneratedRegex("^(Assembly|File|Package|Informational)?Version(Prefix|Suffix)?$")]
    private static partial Regex OwnVersion();

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex ExactVersion();
}
