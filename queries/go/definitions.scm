; What a Go file declares at its top level. Runs from the children of the root only, so
; declarations inside functions are never reached.

(package_clause (package_identifier) @name) @definition.package

(import_declaration (import_spec path: (_) @name) @reference.import)
(import_declaration (import_spec_list (import_spec path: (_) @name) @reference.import))

(function_declaration name: (identifier) @name) @definition.function

(method_declaration
  receiver: (parameter_list) @owner
  name: (field_identifier) @name) @definition.method

(type_declaration (type_spec name: (type_identifier) @name) @definition.type)
(type_declaration (type_alias name: (type_identifier) @name) @definition.type)

(type_declaration
  (type_spec
    name: (type_identifier) @owner
    type: (struct_type
      (field_declaration_list
        (field_declaration name: (field_identifier) @name) @definition.field))))

(type_declaration
  (type_spec
    name: (type_identifier) @owner
    type: (interface_type
      (method_elem name: (field_identifier) @name) @definition.interface_method)))

; `name:` also covers the commas of `A, B`, which keeps the field from matching more than once.
(const_declaration (const_spec (identifier) @name) @definition.constant)

(var_declaration (var_spec name: (identifier) @name) @definition.variable)
(var_declaration
  (var_spec_list (var_spec name: (identifier) @name) @definition.variable))
