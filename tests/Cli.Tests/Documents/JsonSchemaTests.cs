using System.Text.Json.Nodes;

namespace Grokking.Cli.Tests;

public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""{ "type": "integer" }""", "3", "3.5")]
    [InlineData("""{ "type": ["string", "null"] }""", "null", "1")]
    [InlineData("""{ "type": "boolean" }""", "true", "\"true\"")]
    [InlineData("""{ "minimum": 0, "maximum": 1 }""", "1", "1.5")]
    [InlineData("""{ "minimum": 0 }""", "\"text\"", "-1")]
    [InlineData("""{ "exclusiveMinimum": 0 }""", "0.1", "0")]
    [InlineData("""{ "exclusiveMaximum": 1 }""", "0.9", "1")]
    [InlineData("""{ "enum": ["a", "b"] }""", "\"a\"", "\"c\"")]
    [InlineData("""{ "const": 1 }""", "1", "2")]
    [InlineData("""{ "pattern": "^[0-9]+$" }""", "\"12\"", "\"1x\"")]
    [InlineData("""{ "maxItems": 1 }""", "[1]", "[1, 2]")]
    [InlineData("""{ "items": { "type": "integer" } }""", "[1, 2]", "[1, \"x\"]")]
    [InlineData("""{ "required": ["a"] }""", """{ "a": null }""", """{ "b": 1 }""")]
    [InlineData("""{ "properties": { "a": { "minimum": 0 } } }""", """{ "a": 1 }""", """{ "a": -1 }""")]
    [InlineData("""{ "properties": { "a": {} }, "additionalProperties": false }""", """{ "a": 1 }""", """{ "a": 1, "b": 1 }""")]
    [InlineData("""{ "patternProperties": { "^k": { "minimum": 0 } }, "additionalProperties": false }""", """{ "k1": 1 }""", """{ "k1": -1 }""")]
    [InlineData("""{ "additionalProperties": { "type": "string" } }""", """{ "a": "x" }""", """{ "a": 1 }""")]
    [InlineData("""{ "anyOf": [{ "type": "null" }, { "minimum": 2 }] }""", "2", "1")]
    [InlineData("""{ "$ref": "#/$defs/low", "$defs": { "low": { "maximum": 1 } } }""", "1", "2")]
    [InlineData("""{ "$ref": "other.json#/$defs/low" }""", "1", "2")]
    public void Problems_TellGoodFromBad(string schema, string good, string bad)
    {
        var check = new JsonSchema(name => JsonNode.Parse(name == "this.json" ? schema : """{ "$defs": { "low": { "maximum": 1 } } }""")!);

        Assert.Empty(check.Problems("this.json", JsonNode.Parse(good)));
        Assert.NotEmpty(check.Problems("this.json", JsonNode.Parse(bad)));
    }

    [Fact]
    public void Problems_OfAWordThatIsNotChecked_SaySo() => Assert.Equal(
        ["this.json: 'uniqueItems' is not checked"],
        new JsonSchema(_ => JsonNode.Parse("""{ "uniqueItems": true }""")!).Problems("this.json", JsonNode.Parse("[1]")));
}
