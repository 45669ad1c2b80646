namespace Grokking.Reports;

/// <summary>The browser did not draw the pictures, or not all of them. The message says which and why; pictures that were drawn
/// are written.</summary>
public sealed class PngRenderException(string message) : Exception(message);
