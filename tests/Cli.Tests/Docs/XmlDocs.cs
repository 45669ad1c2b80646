using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Grokking.Cli.Tests;

/// <summary>What the documentation file beside an assembly says of its members, as Markdown.</summary>
internal sealed partial class XmlDocs
{
    private static readonly ConcurrentDictionary<Assembly, XmlDocs> Known = [];
    private readonly Dictionary<string, XElement> members;

    private XmlDocs(string file) => members = XDocument.Load(file).Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!);

    /// <summary>That of an assembly.</summary>
    public static XmlDocs Of(Assembly assembly) =>
        Known.GetOrAdd(assembly, each => new(Path.Combine(AppContext.BaseDirectory, each.GetName().Name + ".xml")));

    /// <summary>The summary of a member; that of what it overrides, where it inherits it; for a record's own property, its
    /// parameter.</summary>
    public string Summary(MemberInfo member) => Element(member) is { } summary ? Markdown(summary) : "";

    /// <summary>Whether it says anything of its own: not what it has of the base library, nor a constructor that takes
    /// nothing.</summary>
    public bool Speaks(MemberInfo member) => Summary(member).Length > 0
        || (members.GetValueOrDefault(IdOf(member))?.Element("inheritdoc") is null && member is not ConstructorInfo)
        || (member is ConstructorInfo other && other.GetParameters().Length > 0);

    private XElement? Element(MemberInfo member)
    {
        var found = members.GetValueOrDefault(IdOf(member));
        var target = found?.Element("inheritdoc")?.Attribute("cref") is { } cref
            ? members.GetValueOrDefault((string)cref!) : null;
        return found?.Element("summary") ?? target?.Element("summary") ?? Parameter(member) ?? Inherited(member);
    }

    // Properties of a positional record are documented as its parameters.
    private XElement? Parameter(MemberInfo member) => member is PropertyInfo
        ? members.GetValueOrDefault(IdOf(member.DeclaringType!))?.Elements("param")
            .FirstOrDefault(parameter => (string?)parameter.Attribute("name") == member.Name)
        : null;

    private static XElement? Inherited(MemberInfo member)
    {
        if (member.DeclaringType is not { } type || member is Type or ConstructorInfo)
        {
            return null;
        }
        var ancestors = type.GetInterfaces().Prepend(type.BaseType).OfType<Type>()
            .Select(ancestor => ancestor.IsGenericType ? ancestor.GetGenericTypeDefinition() : ancestor);
        return ancestors.Where(ancestor => ancestor.Assembly.GetName().Name!.StartsWith("Grokking.", StringComparison.Ordinal))
            .SelectMany(ancestor => ancestor.GetMember(member.Name,
                BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static))
            .Select(same => Of(same.DeclaringType!.Assembly).Element(same)).FirstOrDefault(summary => summary is not null);
    }

    private static string IdOf(MemberInfo member) => member switch
    {
        Type type => "T:" + NameOf(type),
        ConstructorInfo ctor => $"M:{NameOf(ctor.DeclaringType!)}.#ctor{Parameters(ctor)}",
        MethodInfo method => $"M:{NameOf(method.DeclaringType!)}.{method.Name}{Generic(method)}{Parameters(method)}",
        PropertyInfo property =>
            $"P:{NameOf(property.DeclaringType!)}.{property.Name}{Parameters(property.GetIndexParameters())}",
        FieldInfo field => $"F:{NameOf(field.DeclaringType!)}.{field.Name}",
        _ => "",
    };

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? "``" + method.GetGenericArguments().Length : "";

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "" : $"({string.Join(',', parameters.Select(each => ArgumentOf(each.ParameterType)))})";

    private static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static string ArgumentOf(Type type)
    {
        if (type.IsGenericParameter)
        {
            return (type.DeclaringMethod is null ? "`" : "``") + type.GenericParameterPosition;
        }
        if (type.IsArray)
        {
            return ArgumentOf(type.GetElementType()!)
                + (type.GetArrayRank() == 1 ? "[]" : $"[{string.Join(',', Enumerable.Repeat("0:", type.GetArrayRank()))}]");
        }
        if (type.IsByRef)
        {
            return ArgumentOf(type.GetElementType()!) + "@";
        }
        return !type.IsGenericType ? NameOf(type)
            : $"{NameOf(type).Split('`')[0]}{{{string.Join(',', type.GetGenericArguments().Select(ArgumentOf))}}}";
    }

    private static string Markdown(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(Node)), " ").Trim();

    private static string Node(XNode node) => node switch
    {
        XText text => text.Value.Replace("*", "\\*", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal),
        XElement { Name.LocalName: "see" } see =>
            $"`{(see.Value.Length > 0 ? see.Value : ShortName((string)see.Attributes().First()))}`",
        XElement { Name.LocalName: "paramref" or "typeparamref" } name => $"`{(string?)name.Attribute("name")}`",
        XElement { Name.LocalName: "c" or "code" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "em" } stressed => $"*{stressed.Value}*",
        XElement { Name.LocalName: "item" } item => string.Concat(item.Nodes().Select(Node)).Trim() + "; ",
        XElement other => string.Concat(other.Nodes().Select(Node)),
        _ => "",
    };

    // The last name, with that of its type for a member: Model.Run for M:Grokking.Training.Model.Run(…).
    private static string ShortName(string cref)
    {
        var names = Arity().Replace(cref.Split('(')[0].Split(':')[^1], "").Split('.');
        return cref.StartsWith("T:", StringComparison.Ordinal) || names.Length < 2 ? names[^1]
            : $"{names[^2]}.{names[^1]}".Replace("#ctor", "new", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex("`+[0-9]+")]
    private static partial Regex Arity();
}
