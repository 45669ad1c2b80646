using System.Reflection;
using System.Runtime.CompilerServices;

namespace Grokking.Cli.Tests;

/// <summary>Public members as one would write them in C#.</summary>
internal static class ApiSignature
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(int)] = "int", [typeof(long)] = "long", [typeof(float)] = "float", [typeof(double)] = "double",
            [typeof(bool)] = "bool", [typeof(string)] = "string",
        [typeof(object)] = "object", [typeof(void)] = "void", [typeof(byte)] = "byte", [typeof(uint)] = "uint",
            [typeof(ulong)] = "ulong", [typeof(char)] = "char",
    };

    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>A type as it is written, with its arguments.</summary>
    public static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return NameOf(inner) + "?";
        }
        if (Words.TryGetValue(type, out var word))
        {
            return word;
        }
        if (type.IsArray)
        {
            return $"{NameOf(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }
        if (type.IsByRef)
        {
            return NameOf(type.GetElementType()!);
        }
        var arguments = type.GetGenericArguments();
        var outer = type is { IsNested: true, IsGenericParameter: false } ? NameOf(type.DeclaringType!) + "." : "";
        if (type.IsGenericType && typeof(ITuple).IsAssignableFrom(type))
        {
            return $"({string.Join(", ", arguments.Select(NameOf))})";
        }
        var name = type.Name.Split('`')[0];
        return arguments.Length == 0 ? outer + name : $"{outer}{name}<{string.Join(", ", arguments.Select(NameOf))}>";
    }

    /// <summary>The members that a user can name, constructors first, with their signatures.</summary>
    public static IEnumerable<(MemberInfo Member, string Signature)> MembersOf(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => ((MemberInfo)field, field.Name));
        }
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }
        return type.GetMembers(Declared).Where(IsShown).OrderBy(Rank).ThenBy(member => member.Name, StringComparer.Ordinal)
            .ThenBy(member => member.ToString(), StringComparer.Ordinal)
            .Select(member => (member, Signature(member)));
    }

    private static int Rank(MemberInfo member) => member is ConstructorInfo ? 0 : member is PropertyInfo or FieldInfo ? 1 : 2;

    private static bool IsShown(MemberInfo member) =>
        !member.Name.Contains('<') && member.GetCustomAttribute<CompilerGeneratedAttribute>() is null && member switch
    {
        ConstructorInfo made => IsVisible(made) && !made.IsStatic && !IsCopy(made),
        MethodInfo method => IsVisible(method) && !method.IsSpecialName && !IsOfEveryObject(method),
        PropertyInfo property => IsVisible(property.GetMethod ?? property.SetMethod!) && property.Name != "EqualityContract",
        FieldInfo field => field.IsPublic,
        _ => false,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || (method.IsFamily && !method.DeclaringType!.IsSealed);

    private static bool IsCopy(ConstructorInfo made) =>
        made.GetParameters() is [{ } only] && only.ParameterType == made.DeclaringType;

    // What every record has, or every object.
    private static bool IsOfEveryObject(MethodInfo method) =>
        method.Name is "Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "PrintMembers" or "GetEnumerator";

    private static string Signature(MemberInfo member) => member switch
    {
        ConstructorInfo made => $"new {NameOf(made.DeclaringType!)}({Parameters(made.GetParameters())})",
        MethodInfo method => $"{Static(method)}{method.Name}{Generic(method)}({Parameters(method.GetParameters())}) : "
            + $"{NameOf(method.ReturnType)}{Mark(Nullability.Create(method.ReturnParameter))}",
        PropertyInfo property => $"{Static(property.GetMethod!)}{Name(property)} : "
            + $"{NameOf(property.PropertyType)}{Mark(Nullability.Create(property))}",
        FieldInfo field => $"{(field.IsStatic ? NameOf(field.DeclaringType!) + "." : "")}{field.Name} : "
            + $"{NameOf(field.FieldType)}{Value(field)}",
        _ => member.Name,
    };

    private static string Name(PropertyInfo property) =>
        property.GetIndexParameters() is { Length: > 0 } index ? $"this[{Parameters(index)}]" : property.Name;

    private static string Value(FieldInfo field) => field.IsLiteral ? $" = {Constant(field.GetRawConstantValue())}" : "";

    private static string Static(MethodBase method) =>
        method.IsStatic && method.GetCustomAttribute<ExtensionAttribute>() is null ? NameOf(method.DeclaringType!) + "." : "";

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select((parameter, i) =>
        (i == 0 && parameter.Member.GetCustomAttribute<ExtensionAttribute>() is not null ? "this " : "")
        + (parameter.IsOut ? "out " : IsParams(parameter) ? "params " : "")
        + $"{NameOf(parameter.ParameterType)}{Mark(Nullability.Create(parameter))} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Default(parameter)}" : "")));

    private static bool IsParams(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<ParamArrayAttribute>() is not null
            || parameter.GetCustomAttribute<ParamCollectionAttribute>() is not null;

    private static string Default(ParameterInfo parameter) => parameter switch
    {
        { RawDefaultValue: null, ParameterType: { IsValueType: true } type } when Nullable.GetUnderlyingType(type) is null =>
            "default",
        { ParameterType: { IsEnum: true } type } => $"{type.Name}.{Enum.ToObject(type, parameter.RawDefaultValue!)}",
        _ => Constant(parameter.RawDefaultValue),
    };

    private static string Constant(object? value) => value switch
    {
        null => "null",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static string Mark(NullabilityInfo info) =>
        info is { Type.IsValueType: false, ReadState: NullabilityState.Nullable } ? "?" : "";
}
