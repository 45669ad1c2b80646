namespace Grokking.Reports;

/// <summary>Writes a value for a notebook. The kernel knows the members by their names.</summary>
/// <param name="mimeType">The kind of text that it writes.</param>
/// <param name="text">The text of a value.</param>
internal sealed class NotebookFormatter(string mimeType, Func<object, string> text)
{
    /// <summary>The kind of text that it writes.</summary>
    public string MimeType { get; } = mimeType;

    /// <summary>Writes a value.</summary>
    /// <returns>True: it was written.</returns>
    public bool Format(object instance, TextWriter writer)
    {
        writer.Write(text(instance));
        return true;
    }
}
