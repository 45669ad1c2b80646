namespace Grokking.Reports;

/// <summary>
/// Tells the notebook kernel of .NET Interactive how a type shows itself. The kernel looks for an attribute of this name, and for
/// the members that <see cref="NotebookFormatterSource"/> and <see cref="NotebookFormatter"/> have, whatever assembly they come
/// from, so that no package is needed.
/// </summary>
/// <param name="formatterSourceType">A class with a method <c>CreateTypeFormatters</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>A class with a method <c>CreateTypeFormatters</c>; the kernel makes one.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;
}
