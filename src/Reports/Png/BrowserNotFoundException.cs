namespace Grokking.Reports;

/// <summary>No browser was found to draw pictures with. The message says what to install and which places were
/// searched.</summary>
public sealed class BrowserNotFoundException(string message) : Exception(message);
