using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Grokking.Conventions.Tests;

public sealed partial class PackageVersionTests
{
    [Fact]
    public void Projects_NameNoVersions() => Rule.Holds(
        from project in Repository.Files
        where project.EndsWith(".csproj", StringComparison.Ordinal) || project.EndsWith(".targets", StringComparison.Ordinal)
        from reference in XDocument.Parse(Repository.Read(project)).Descendants().Where(element => element.Name.LocalName == "PackageReference")
        where reference.Attributes().Any(attribute => attribute.Name.LocalName is "Version" or "VersionOverride")
        select $"{project}: {reference}",
        "The versions of all packages stand in Directory.Packages.props, once, so that two projects cannot come to use different ones.");

    [Fact]
    public void Versions_AreExact() => Rule.Holds(
        from package in XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion")
        let version = (string)package.Attribute("Version")!
        where !ExactVersion().IsMatch(version)
        select $"Directory.Packages.props: {package}",
        "A version is exact: a range or a wildcard makes the same commit build differently on another day.");

    [GeneratedRegex(@"^\d+\.\d+\.\d+(\.\d+)?(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex ExactVersion();
}
