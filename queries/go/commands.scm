; Commands and flags, wherever they stand. Runs only over the stretch of a file in which their
; spelling occurs.

; cobra: Use: "add TEXT"
(keyed_element
  key: (literal_element (identifier) @_key)
  value: (literal_element [(interpreted_string_literal) (raw_string_literal)] @name)
  (#eq? @_key "Use")) @definition.command

; pflag and flag: fs.StringVarP(&x, "name", "n", …), fs.BoolVar(&x, "name", …)
(call_expression
  function: (selector_expression field: (field_identifier) @_method)
  arguments: (argument_list (interpreted_string_literal) @name)
  (#match? @_method "^(String|Bool|U?[Ii]nt(8|16|32|64)?|Float(32|64)?|Duration|Count|IP|Text|Func|BoolFunc)(Slice|Array|ToString|ToInt)?(Flag)?(VarP?|P)$")) @definition.flag

; A bare flag.String("name", …) is told from other calls of that name by what it is called on.
(call_expression
  function: (selector_expression
    operand: (_) @_on
    field: (field_identifier) @_method)
  arguments: (argument_list . (interpreted_string_literal) @name)
  (#match? @_on "([Ff]lag|[Ff]lags\\(\\)|[Ff]lags|[Ff]lagSet|[Ff]lagset|^fs)$")
  (#match? @_method "^(String|Bool|U?[Ii]nt(8|16|32|64)?|Float(32|64)?|Duration|Count|Func|BoolFunc)(Slice|Array)?$")) @definition.flag
