namespace Grokking.Reports.Tests;

public class PlotlyScriptTests
{
    [Fact]
    public void Source_BeginsWithItsLicence()
    {
        Assert.StartsWith("/*!\nMIT License", PlotlyScript.Source);
        Assert.Contains("Permission is hereby granted, free of charge", PlotlyScript.Source[..2000]);
        Assert.Contains("Licensed under the MIT license", PlotlyScript.Source[..2000]);
    }

    [Fact]
    public void Source_CanStandInsideAScriptElement()
    {
        Assert.DoesNotContain("</script", PlotlyScript.Source, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<!--", PlotlyScript.Source);
        Assert.DoesNotContain('\r', PlotlyScript.Source);
    }
}
