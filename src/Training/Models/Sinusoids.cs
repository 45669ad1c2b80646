namespace Grokking.Training;

/// <summary>
/// Fixed positions, added to the stream (Vaswani et al. 2017): sin(pos/10000^(i/d_model)) in even columns i, and the cosine of
/// the same angle in the next.
/// </summary>
/// <param name="DModel">Width of the residual stream.</param>
public sealed record Sinusoids(int DModel) : Layer
{
    /// <inheritdoc/>
    public override int InWidth => DModel;

    /// <inheritdoc/>
    public override int OutWidth => DModel;

    /// <inheritdoc/>
    public override IEnumerable<ParameterSpec> Parameters => [];

    /// <inheritdoc/>
    public override IEnumerable<string> HookPoints => [HookNames.PosEmbed];

    /// <summary>What a position adds.</summary>
    /// <param name="position">From 0.</param>
    /// <param name="row">[d_model], overwritten.</param>
    public void Write(int position, Span<float> row)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var angle = position / Math.Pow(10_000, (double)(i - (i % 2)) / DModel);
            row[i] = (float)(i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
    }
}
